"""What the screens are drawn from."""
