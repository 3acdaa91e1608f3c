"""The reception: stores sealed bytes exactly once and signs for them; it can read nothing."""
