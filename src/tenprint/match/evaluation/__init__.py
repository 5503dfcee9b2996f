"""How well prints are told apart: sets of images, scores of pairs, error rates with intervals, figures, other engines."""
