"""What the console says to a watch."""
