"""Writes JSON as canonical bytes, so that both ends sign and hash the same, and parses it."""

import json
from typing import Any

from sync.errors import WireError


def canonical(value: Any) -> bytes:
    """Return *value* as UTF-8 JSON: sorted keys, no spaces, no NaN."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def parse(content: bytes) -> Any:
    """Return the JSON value in *content*.

    Raises:
        ValueError: not JSON in UTF-8, nested too deep, or with a text that no UTF-8 can
            hold (half a character, as ``\\ud800``), so that nobody could write it again.
    """
    try:
        text = content.decode()
        value = json.loads(text)
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode()
    except RecursionError as refused:
        raise ValueError("nested too deep") from refused
    return value


def has_nul(content: bytes) -> bool:
    """Tell whether JSON holds a text with NUL, which no database takes, or speaks of one."""
    return b"\\u0000" in content


def parse_object(content: bytes, what: str) -> dict[str, Any]:
    """Return the JSON object in *content*.

    Raises:
        WireError: it is not one; the text says *what* was read, not its content.
    """
    try:
        value = parse(content)
    except ValueError as refused:
        raise WireError(f"{what} is not JSON") from refused
    if not isinstance(value, dict):
        raise WireError(f"{what} is not a JSON object")
    return value
