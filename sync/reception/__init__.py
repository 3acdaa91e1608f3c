"""The reception: stores sealed applications exactly once, signs for them, can read none."""
