"""The office's own log, the check of any log, and the orders that are written into it."""
