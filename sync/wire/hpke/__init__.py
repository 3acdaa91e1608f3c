"""Seals to a public key by HPKE, with the library that this machine has."""
