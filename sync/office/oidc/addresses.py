"""Says which addresses of a provider may be used: TLS, or this very machine in a test."""

from typing import Final
from urllib.parse import urlsplit

THIS_MACHINE: Final = ("127.0.0.1", "localhost")
LONGEST: Final = 2000


def is_safe_address(text: str, *, plain: bool = True) -> bool:
    """Tell whether *text* is an https address of ASCII without user and fragment.

    With *plain* an http address of this machine is one too: nothing crosses a network.
    """
    if not (text.isascii() and text.isprintable() and len(text) <= LONGEST) or " " in text:
        return False
    try:
        parts = urlsplit(text)
        has_port = parts.port != 0
    except ValueError:
        return False
    if not (parts.hostname and has_port) or parts.username is not None or "#" in text:
        return False
    if parts.scheme == "https":
        return "\\" not in text
    return plain and parts.scheme == "http" and parts.hostname in THIS_MACHINE
