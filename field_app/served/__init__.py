"""Serves the Flet app to the tablet's own browser; no part of it draws."""
