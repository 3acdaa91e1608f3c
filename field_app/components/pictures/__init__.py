"""Draws the parts of an attachment's field: the camera, the picture that was taken, the pages."""
