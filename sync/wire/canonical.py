"""One way to write JSON as bytes, so that both ends sign and hash the same."""

import json
from typing import Any

from sync.wire.errors import WireError


def canonical(value: Any) -> bytes:
    """Return *value* as UTF-8 JSON: sorted keys, no spaces, no NaN."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def parse_object(content: bytes, what: str) -> dict[str, Any]:
    """Return the JSON object in *content*.

    Raises:
        WireError: it is not one; the text says *what* was read, not its content.
    """
    try:
        value = json.loads(content)
    except (ValueError, RecursionError) as refused:
        raise WireError(f"{what} is not JSON") from refused
    if not isinstance(value, dict):
        raise WireError(f"{what} is not a JSON object")
    return value
