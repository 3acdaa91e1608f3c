"""Draw the pages of a member of staff outside a visit."""
