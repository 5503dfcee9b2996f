"""May this be disseminated to that agency, on that date, and why."""
