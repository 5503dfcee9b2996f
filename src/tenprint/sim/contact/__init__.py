"""One touch of a finger: placement, elastic skin, pressure and moisture, and what a sensor or ink makes of it."""
