"""Tells the city's own systems that something was decided: a number and an id, nothing more."""
