"""Handles the requests of tablets and of the office, one file an area."""
