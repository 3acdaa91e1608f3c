"""The flows of a session on a tablet's real parts, without a screen."""
