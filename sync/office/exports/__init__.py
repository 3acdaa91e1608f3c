"""Gives what was decided to the city's other systems: files for a carriage, payment lists."""
