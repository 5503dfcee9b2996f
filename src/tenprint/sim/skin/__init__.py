"""One finger as it is: pattern, ridge flow, ridges grown from noise, true minutiae, marks of a life."""
