"""What a finger's minutiae are, how they are written, and (in extract) how they are found."""
