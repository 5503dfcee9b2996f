"""Carrying a transaction from one agency to another, through the gate."""
