"""HPKE: sealing to a public key, whichever library does it on this machine."""
