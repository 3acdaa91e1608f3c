"""Builds the concrete things: services, an enrolled tablet, the queue on a stick."""
