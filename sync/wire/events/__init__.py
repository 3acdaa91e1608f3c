"""The evidence as both ends know it: one line, what it may say, and the chain it belongs to."""
