"""Writes answers as a voice has to read them."""
