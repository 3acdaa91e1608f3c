"""Sealed applications and their attachments, until the city's receipt."""
