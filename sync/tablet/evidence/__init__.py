"""Writes the signed chain of what happened on this tablet, sends it, and counts a day."""
