"""The national identification agency: identify, keep the history, answer, ask."""
