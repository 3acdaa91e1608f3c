"""Hold what every flow stands on: the services, the keys, one step at a time."""
