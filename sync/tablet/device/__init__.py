"""The enrolled device: its id, keys and city, and the device secret outside the database."""
