"""Questions which the public may ask, answered from leaves and dispositions."""
