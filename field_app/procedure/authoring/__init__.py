"""Finds what an author of a definition did wrong, and says in Japanese what to write instead."""
