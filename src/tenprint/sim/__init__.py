"""Synthetic people and prints, driving the real services."""
