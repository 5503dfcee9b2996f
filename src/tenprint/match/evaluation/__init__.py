"""How well prints are told apart: sets of images, scores, error rates with intervals, figures, other engines."""
