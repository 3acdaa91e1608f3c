"""Draw where something is typed, chosen or drawn by hand."""
