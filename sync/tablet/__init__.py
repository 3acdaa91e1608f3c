"""The tablet's half: sealed store, vault, outbox, and the courier that sends what is in it."""
