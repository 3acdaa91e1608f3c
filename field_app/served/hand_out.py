"""Keeps papers to print or show in memory, at addresses nobody can guess."""

import hashlib
import secrets
from dataclasses import dataclass, field
from typing import Final

PREFIX: Final = "/hand-out/"
FONT_TYPE: Final = "font/ttf"
MEDIA_TYPES: Final = frozenset({"application/pdf", "image/png", "image/jpeg"})


@dataclass(frozen=True)
class HandOut:
    """One paper; its content is never in a ``repr``."""

    content: bytes = field(repr=False)
    media_type: str


class HandOutStore:
    """The papers of the visit that is open; nothing is written to disk.

    *origin* begins each address where the screens do not come from the same server.
    """

    def __init__(self, origin: str = "") -> None:
        self._origin = origin
        self._papers: dict[str, HandOut] = {}
        self._fonts: dict[str, HandOut] = {}

    def put(self, content: bytes, media_type: str) -> str:
        """Keep *content* and return the address where the browser finds it.

        Args:
            content: the whole file.
            media_type: ``application/pdf``, ``image/png`` or ``image/jpeg``.

        Raises:
            ValueError: another media type; the server would have to guess
                what the browser does with it.
        """
        if media_type not in MEDIA_TYPES:
            raise ValueError(f"media type {media_type!r} is not handed out")
        path = PREFIX + secrets.token_urlsafe(24)
        self._papers[path] = HandOut(content, media_type)
        return self._origin + path

    def put_font(self, content: bytes) -> str:
        """Keep a font of the city's content and return its address; it stays when papers go.

        The same font has the same address.
        """
        path = PREFIX + hashlib.sha256(content).hexdigest()
        self._fonts[path] = HandOut(content, FONT_TYPE)
        return self._origin + path

    def get(self, path: str) -> HandOut | None:
        """Return the paper or font at *path*, or None once it is cleared."""
        return self._papers.get(path) or self._fonts.get(path)

    def forget(self, address: str) -> None:
        """Forget the paper at *address*; harmless when there is none."""
        self._papers.pop(address.removeprefix(self._origin), None)

    def clear(self) -> None:
        """Forget every paper; call it when a visit ends and when the tablet locks."""
        self._papers.clear()
