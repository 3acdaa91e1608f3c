"""Applications in the words of GIF, checked by the published JSON Schema files."""
