"""Argument parsing only; each command is one call into a room.

Exit status: 0 done, 1 the answer is no or there are findings, 2 bad input or usage, 3 a fault of ours. ``--json``
prints one JSON object on standard output and nothing else. Heavy rooms are imported inside the commands that need
them, so that ``tenprint explain`` starts without the engine.
"""
