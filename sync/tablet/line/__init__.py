"""The line to the reception: the client, its responses and refusals, uploads."""
