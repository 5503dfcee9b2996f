"""Counties, arrests, courts and offices over months and years, on the real services, watched by an auditor."""
