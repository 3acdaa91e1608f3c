"""The format of signed content packs and of the notices in them."""
