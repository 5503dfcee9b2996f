"""Damaged inputs by the million: seeds, what damages them, what must hold of them, and the campaign that counts."""
