"""The immigration agency: search, determine status, decide, answer."""
