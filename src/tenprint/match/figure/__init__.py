"""What the matcher saw of two prints, as pictures and one page."""
