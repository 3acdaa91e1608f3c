"""Reads what a tablet sealed in child processes with limits of time, memory and output."""
