"""Reaches the machine below the app: its clock, its assets, its threads, its key store."""
