"""What the tablet, the reception and the office agree on: bytes, and who vouches for them."""
