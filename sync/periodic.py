"""Runs a step again and again in a named daemon thread, with a pause between."""

import logging
import threading
from collections.abc import Callable
from typing import Final

STOP_WITHIN_S: Final = 60.0

log = logging.getLogger(__name__)


class Periodic:
    """Runs *step*, pauses, and runs it again until it is stopped.

    A step that raises is logged, by the kind of its exception alone (the text
    may hold personal data), and the next one runs after the usual pause.
    """

    def __init__(  # noqa: PLR0913 - settings by name
        self,
        name: str,
        step: Callable[[], object],
        pause_s: Callable[[], float],
        *,
        rests_first: bool = False,
        least_pause_s: Callable[[], float] = lambda: 0.0,
        stop_within_s: float = STOP_WITHIN_S,
    ) -> None:
        """Prepare the thread; :meth:`start` begins it.

        Args:
            name: of the thread, and in the log.
            step: runs in the thread; what it returns is ignored.
            pause_s: asked after each step; 0 or less runs the next one at once.
            rests_first: pause before the first step as well.
            least_pause_s: asked when the pause ends or is cut short by :meth:`wake`;
                tells how much longer to pause all the same.
            stop_within_s: how long :meth:`stop` waits for a step that runs.
        """
        self._name, self._step, self._pause_s = name, step, pause_s
        self._rests_first, self._least_pause_s = rests_first, least_pause_s
        self._stop_within_s = stop_within_s
        self._woken, self._ended = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin the thread; harmless when it runs. One that was stopped does not begin again."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._loop, name=self._name, daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End the thread after the step that runs, and wait for that; harmless twice.

        A step that takes longer than the bound is left behind: its thread ends
        with the step, or with the program. A step may call this itself.
        """
        self._ended.set()
        self._woken.set()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(self._stop_within_s)

    def wake(self) -> None:
        """Cut the pause short; during a step, the pause after it. Never fails."""
        self._woken.set()

    def _loop(self) -> None:
        if self._rests_first:
            self._rest()
        while not self._ended.is_set():
            try:
                self._step()
            except Exception as error:  # noqa: BLE001 - the guard of this thread
                log.error("the %s met %s", self._name, type(error).__name__)
            self._rest()

    def _rest(self) -> None:
        pause_s = self._pause_s()
        while pause_s > 0 and not self._ended.is_set():
            self._woken.wait(pause_s)
            self._woken.clear()
            pause_s = self._least_pause_s()
