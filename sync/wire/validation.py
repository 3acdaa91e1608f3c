"""Reads the first mistake out of pydantic's error, without the value that it found."""

from pydantic import ValidationError


def first_error(error: ValidationError) -> tuple[str, str]:
    """Return where the first mistake is (``keys.0.id``, ``-`` for the whole) and what it is."""
    first = error.errors(include_url=False, include_input=False)[0]
    return ".".join(str(step) for step in first["loc"]) or "-", first["msg"]
