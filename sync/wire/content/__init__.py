"""A signed content pack and the notices in it, as both ends know them."""
