"""The office's line to the reception; it pulls, and nothing is pushed into the office."""
