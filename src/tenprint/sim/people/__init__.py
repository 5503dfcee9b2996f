"""Synthetic persons: names, numbers and places that are nobody's, arrests, court outcomes, immigration histories."""
