"""Remembers the sockets under a client's connections, so that another thread can break them."""

import socket
import threading
from contextlib import suppress
from typing import Any


class OpenSockets:
    """Remembers each socket that TLS was begun on; safe from every thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []

    def trace(self, event: str, info: dict[str, Any]) -> None:
        """Take httpcore's ``trace`` events and keep the socket of a new connection."""
        if event == "connection.start_tls.complete":
            made = info["return_value"].get_extra_info("socket")
            with self._lock:
                self._sockets = [*(line for line in self._sockets if line.fileno() >= 0), made]

    def break_all(self) -> None:
        """Break the connections under the requests that wait."""
        with self._lock:
            for line in self._sockets:
                with suppress(OSError):  # it is closed already
                    # Not the TLS socket's own: that takes the session from under its thread.
                    socket.socket.shutdown(line, socket.SHUT_RDWR)
