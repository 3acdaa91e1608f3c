"""Holds what a city sets for itself, and what it changes of the definitions."""
