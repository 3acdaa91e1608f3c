"""The line to the reception: the client, what it replies, uploads, one item's own faults."""
