"""Writes the sealed queue into files that a colleague or the city carries, and takes them in."""
