"""Draw what waits, what went, what the city decided, and the queue as files."""
