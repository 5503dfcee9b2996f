"""Probe against one or many templates: kernels, ten-finger fusion, thresholds, candidate list."""
