"""Runs the cases of a definition, and says which roles and branches they reach."""
