"""Recognises the holder of a certificate by the 宛名番号 that a clerk once linked it to."""
