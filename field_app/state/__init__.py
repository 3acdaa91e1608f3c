"""Holds what the screens are drawn from."""
