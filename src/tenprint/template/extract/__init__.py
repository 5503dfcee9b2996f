"""How minutiae are found: one algorithm, one file."""
