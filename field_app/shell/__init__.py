"""The Flet side of a session: the root component, routes, entrances, the packaged window."""
