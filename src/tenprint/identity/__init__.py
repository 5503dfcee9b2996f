"""Who: subject, event, identifiers, charges, dispositions, wants: plain data and their forms."""
