"""A backup takes the place of a reception, and a lock on its folder."""
