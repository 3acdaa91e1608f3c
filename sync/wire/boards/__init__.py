"""Boards: small signed facts of the city that everybody may read."""
