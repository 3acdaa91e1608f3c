"""The pages of a visit until its procedures are chosen."""
