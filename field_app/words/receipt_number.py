"""Write a receipt number as people copy it; the grouping is the city's, see `sync.wire`."""

from sync.wire.receipt_number import grouped

__all__ = ["grouped", "number_groups"]


def number_groups(number: str) -> list[str]:
    """Return the digits of *number*, with or without hyphens, in groups of four."""
    return grouped(number.replace("-", "")).split("-")
