"""Names a file that a browser saves and does not show."""

from typing import Final

BYTES: Final = "application/octet-stream"


def to_be_saved(name: str) -> dict[str, str]:
    """Return the header by which a browser saves a file under *name*."""
    return {"Content-Disposition": f'attachment; filename="{name}"'}
