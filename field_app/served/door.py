"""Gives each launch address to one browser, and knows the browsers that were let in."""

import hashlib
import hmac
import logging
import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Final

log = logging.getLogger(__name__)

HOST: Final = "127.0.0.1"
# More browsers than a tablet has; the oldest one is forgotten.
BROWSERS: Final = 16


class Door:
    """The launch address of one tablet, in the file ``address`` of its folder, and its browsers.

    An address lets in the first browser that brings it; then the file holds
    another one. Digests of the browsers' secrets are kept in ``browsers``, so
    that an app that was restarted goes on with the window that is open. Only
    this user can read the two files. A disk that refuses to be written stops
    nobody from coming in.
    """

    def __init__(self, folder: Path, port: int) -> None:
        self._folder, self._port = folder, port
        self._browsers: list[str] = []
        with suppress(OSError, UnicodeDecodeError):
            self._browsers = (folder / "browsers").read_text(encoding="ascii").split()
        self._next_address()

    @property
    def address(self) -> str:
        """The address that lets in the next browser."""
        return f"http://{HOST}:{self._port}/?token={self._token}"

    def open(self, token: str) -> str | None:
        """Return the secret of a new browser for the *token* of the address; None for any other."""
        if not hmac.compare_digest(token.encode(), self._token.encode()):
            return None
        secret = secrets.token_urlsafe(32)
        self._browsers = [*self._browsers, _digest(secret)][-BROWSERS:]
        self._write("browsers", "\n".join(self._browsers))
        self._next_address()
        return secret

    def knows(self, secret: str) -> bool:
        """Tell whether a browser with this *secret* was let in."""
        return _digest(secret) in self._browsers

    def _next_address(self) -> None:
        self._token = secrets.token_urlsafe(32)
        self._write("address", self.address)

    def _write(self, name: str, content: str) -> None:
        """Put a whole file in place of the one before."""
        new = self._folder / f"{name}.new"
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
            with os.fdopen(os.open(new, flags, 0o600), "w", encoding="ascii") as file:
                file.write(content + "\n")
            new.replace(self._folder / name)
        except OSError as error:
            log.error("%s was not written: %s", name, type(error).__name__)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
