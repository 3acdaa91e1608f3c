"""Runs calls that may hang on a thread of their own, and gives up waiting after a time."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from queue import SimpleQueue
from typing import Any, Final, TypeVar

from card_reader.errors import Cancelled, ReaderSilent

POLL_S: Final = 0.1

T = TypeVar("T")


class Calls:
    """One thread that makes calls in their order; a daemon, so a hanging one stops no program.

    When a call was given up, its thread still waits inside the service, and holds what the
    service locks. Later calls wait behind it, and nobody waits for them, see :meth:`finish`.
    """

    def __init__(self) -> None:
        self._queue: SimpleQueue[tuple[Callable[[], Any], Future[Any]] | None] = SimpleQueue()
        self._hangs = False
        threading.Thread(target=self._work, name="pcsc", daemon=True).start()

    def run(self, call: Callable[[], T], within_s: float, cancelled: Callable[[], bool]) -> T:
        """Return what *call* returns; its exception is raised here.

        Raises:
            ReaderSilent: it did not return within *within_s* seconds.
            Cancelled: *cancelled* returned True before it was made or while it was waited for.
        """
        if cancelled():
            raise Cancelled
        if self._hangs:
            raise ReaderSilent
        made, end = self._put(call), time.monotonic() + within_s
        while not wait([made], POLL_S).done:
            is_stopped = cancelled()
            if is_stopped or time.monotonic() >= end:
                self._hangs = not made.cancel()  # what was not begun is never sent
                raise Cancelled if is_stopped else ReaderSilent
        return made.result()

    def finish(self, call: Callable[[], object], within_s: float) -> None:
        """Make a call that only cleans up; what goes wrong with it concerns nobody.

        Behind a call that hangs it is made whenever that one returns, and not waited for.
        """
        made = self._put(call)
        if not self._hangs:
            wait([made], within_s)

    def close(self) -> None:
        """Let the thread end behind the last call."""
        self._queue.put(None)

    def _put(self, call: Callable[[], T]) -> Future[T]:
        made: Future[T] = Future()
        self._queue.put((call, made))
        return made

    def _work(self) -> None:
        while (next_call := self._queue.get()) is not None:
            call, made = next_call
            if not made.set_running_or_notify_cancel():
                continue
            try:
                made.set_result(call())
            except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
                made.set_exception(error)
