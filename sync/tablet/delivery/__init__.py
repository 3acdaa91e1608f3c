"""Empties the outbox when there is a line, and takes what the city sends back."""
