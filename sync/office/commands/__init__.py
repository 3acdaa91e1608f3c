"""The commands of ``python -m sync.office``, one module a concern."""
