"""Who may open what: staff, shifts, half-done visits, transfers to a colleague, key leases."""
