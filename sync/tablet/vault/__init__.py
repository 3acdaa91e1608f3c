"""Opens half-done visits for their staff: sign-in, shifts, drafts, transfers, key leases."""
