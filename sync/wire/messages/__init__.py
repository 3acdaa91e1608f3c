"""What one end tells the other beside applications: decisions, leases, codes, sheets."""
