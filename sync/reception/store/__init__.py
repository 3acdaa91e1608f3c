"""What the reception holds: envelopes, attachments, devices, events; each stored once."""
