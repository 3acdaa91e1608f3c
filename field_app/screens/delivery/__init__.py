"""What waits, what went, what came back, and the queue as files."""
