"""What the extractor saw, stage by stage, as pictures and one page."""
