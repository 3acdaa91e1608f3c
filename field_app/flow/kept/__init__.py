"""Keep half-done visits, and the definitions they began with."""
