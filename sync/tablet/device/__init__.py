"""The enrolled device: its id, its keys and its city; and the secret that lies beside the data."""
