"""Draw the frame of a page, for residents and for staff."""
