"""Stores as earlier versions left them, with the invented keys that open them."""
