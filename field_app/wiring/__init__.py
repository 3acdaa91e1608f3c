"""Builds the concrete parts of a tablet and joins them; no other folder does."""
