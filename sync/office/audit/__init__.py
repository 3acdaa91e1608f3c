"""The office's own log, the check of any log, and orders that stand in it."""
