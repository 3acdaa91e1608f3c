"""The reception's own secrets and settings, and the next key that signs receipts."""
