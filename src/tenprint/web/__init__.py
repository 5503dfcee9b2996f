"""HTTP and pages; no rule lives here."""
