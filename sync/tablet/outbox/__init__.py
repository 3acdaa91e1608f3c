"""Keeps sealed applications and their attachments until the city's durable receipt."""
