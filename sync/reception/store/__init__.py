"""Stores envelopes, attachments, devices, events and decisions, each once."""
