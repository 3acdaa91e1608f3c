"""Joins a tablet to its city, and gives it back."""
