"""A free port for a program that will listen on it a moment later."""

import random
import socket
from contextlib import suppress
from typing import Final

LOCAL: Final = "127.0.0.1"
# Below the ports that a system gives to whoever calls out: one of those may be taken at any moment.
FIRST, LAST = 10_000, 30_000


def free_port(count: int = 1) -> int:
    """Return the first of *count* ports in a row that nobody listens on, on 127.0.0.1.

    Chosen at random, so that two who ask at the same time get different ones.
    """
    while True:
        first = random.randrange(FIRST, LAST)  # noqa: S311 - no secret
        if all(_is_free(port) for port in range(first, first + count)):
            return first


def _is_free(port: int) -> bool:
    with socket.socket() as probe, suppress(OSError):
        probe.bind((LOCAL, port))
        return True
    return False
