"""Rehearses a restore: puts the newest backups into a scratch place, checks them, and times it."""
