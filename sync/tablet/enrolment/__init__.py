"""A tablet joins its city, and goes back to it."""
