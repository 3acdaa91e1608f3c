"""Finds a procedure by what people say, by life events, and by what a visit knows."""
