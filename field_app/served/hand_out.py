"""Lends a paper to the browser under an address that says nothing; memory only."""

import secrets
from dataclasses import dataclass, field
from threading import Lock

PREFIX = "/hand-out/"


@dataclass
class HandOutStore:
    """A few papers of the visit that is open; gone when it closes or the tablet locks."""

    _papers: dict[str, tuple[bytes, str]] = field(default_factory=dict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def put(self, content: bytes, media_type: str) -> str:
        """Keep a paper and return the path under which it can be fetched."""
        path = PREFIX + secrets.token_urlsafe(24)
        with self._lock:
            self._papers[path] = (content, media_type)
        return path

    def get(self, path: str) -> tuple[bytes, str] | None:
        """Return a paper and its type; None when there is none (any more)."""
        with self._lock:
            return self._papers.get(path)

    def clear(self) -> None:
        """Forget every paper."""
        with self._lock:
            self._papers.clear()
