"""Judges what was found: the card's terms (health), its issuer (trust), this machine (doctor)."""
