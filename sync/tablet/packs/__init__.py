"""Downloads and keeps the city's content packs, and says which one is in use."""
