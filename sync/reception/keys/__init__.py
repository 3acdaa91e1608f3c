"""Keeps the reception's secrets and settings, and changes the key that signs receipts."""
