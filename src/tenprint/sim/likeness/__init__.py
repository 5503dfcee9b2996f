"""How like real prints the synthetic ones are: features and scores of both, their distances, pictures side by side."""
