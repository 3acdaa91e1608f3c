"""Ends a server in order at SIGTERM or SIGINT: requests finish, every ``finally`` runs.

uvicorn alone raises the signal once more when it has ended, and SIGTERM then ends the process
at once: databases stay open, threads are cut off in their step.
"""

import logging
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

import uvicorn

ENDING: Final = (signal.SIGINT, signal.SIGTERM)
# systemd and the sample city kill later than this.
END_WITHIN_S: Final = 14.0

log = logging.getLogger(__name__)


@contextmanager
def ending_in_order() -> Iterator[None]:
    """Let SIGTERM and SIGINT leave the block as SystemExit 0; a second one changes nothing.

    For a program that ends with the block. Python gives signals to the main thread only; in
    another one the block runs as it would without this.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = [(number, signal.signal(number, _leave)) for number in ENDING]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)


class OrderlyServer(uvicorn.Server):
    """Finishes the requests that run, within uvicorn's bound; run it in :func:`ending_in_order`."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop taking requests; from now on the program has a bounded time."""
        _bound_the_end()
        super().handle_exit(sig, frame)


def _leave(*_: object) -> None:
    for number in ENDING:
        signal.signal(number, signal.SIG_IGN)
    _bound_the_end()
    raise SystemExit(0)


def _bound_the_end() -> None:
    """End the process after a while even where something does not end, such as a commit."""
    late = threading.Timer(END_WITHIN_S, _give_up)
    late.daemon = True
    late.start()


def _give_up() -> None:
    log.error("the program did not end in order within %s seconds", END_WITHIN_S)
    os._exit(1)
