"""Says a definition's rules while an application is filled in, and keeps what was said to them."""
