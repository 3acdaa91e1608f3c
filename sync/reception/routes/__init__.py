"""What tablets and the office may ask, one file an area."""
