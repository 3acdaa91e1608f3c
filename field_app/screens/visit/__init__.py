"""Draw the pages of a visit until its procedures are chosen."""
