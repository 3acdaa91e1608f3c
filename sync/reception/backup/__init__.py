"""Restores a SQLite reception from a backup, and locks its folder meanwhile."""
