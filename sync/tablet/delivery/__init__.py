"""Sends the outbox while there is a line, and keeps what the city sends back."""
