"""Bytes to a grey image at a known resolution, and everything which is true of pixels alone."""
