"""How large the JSON of an application may be; checked before anything else looks at it.

An honest application has some hundred entries in some ten kilobytes. Compressed, a list of
a million zeros is as small, and would cost its reader seconds and gigabytes.
"""

from typing import Any, Final

LARGEST_DOCUMENT: Final = 256 * 1024  # bytes of JSON, decompressed
MOST_ENTRIES: Final = 10_000  # values in all, keys counted too
DEEPEST: Final = 16
LONGEST_TEXT: Final = 20_000  # characters
MOST_PARTS: Final = 64


class BeyondCaps(ValueError):
    """A document is larger than an application can be; the text says in what."""


def refuse_size(content: bytes) -> None:
    """Raise BeyondCaps when *content* is more JSON than an application holds."""
    if len(content) > LARGEST_DOCUMENT:
        raise BeyondCaps("size")


def refuse_beyond_caps(value: Any) -> None:
    """Raise BeyondCaps when *value* has too many entries, lies too deep or has too long a text.

    Stops at the first breach; the work is bounded by the caps and not by *value*.
    """
    seen, waiting = 0, [(value, 0)]
    while waiting:
        one, depth = waiting.pop()
        seen += 1
        if depth > DEEPEST:
            raise BeyondCaps("depth")
        if isinstance(one, str) and len(one) > LONGEST_TEXT:
            raise BeyondCaps("text")
        if isinstance(one, dict | list):
            if seen + len(waiting) + len(one) > MOST_ENTRIES:
                raise BeyondCaps("entries")
            inside = [*one, *one.values()] if isinstance(one, dict) else one
            waiting += [(each, depth + 1) for each in inside]
