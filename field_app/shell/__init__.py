"""Connects a session to Flet: the root component, routes, the entrance, the packaged window."""
