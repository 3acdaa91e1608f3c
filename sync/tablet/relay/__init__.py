"""The sealed queue as files, for a colleague or the city to carry."""
