"""Sends several batches at once: one TCP connection alone cannot fill a lossy line."""

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from sync.tablet.line.replies import Result

Batch = list[tuple[str, bytes]]


@dataclass(frozen=True)
class Landing:
    """How one batch ended: with the reception's results, or with an error."""

    ids: list[str]
    results: list[Result] = field(default_factory=list)
    error: Exception | None = None


class BatchesInFlight:
    """Sends each batch in a thread of its own and gives the results back to the caller's thread."""

    def __init__(self, send: Callable[[Batch], list[Result]]) -> None:
        self._send = send
        self._landed: queue.SimpleQueue[Landing] = queue.SimpleQueue()
        self._flying: dict[str, int] = {}
        self.count = 0
        self.begun = 0

    @property
    def records(self) -> int:
        """The number of records on their way."""
        return len(self._flying)

    @property
    def size(self) -> int:
        """The number of bytes on their way."""
        return sum(self._flying.values())

    def without_these(self, batch: Batch) -> Batch:
        """Return what of *batch* is not on its way already."""
        return [(id, sealed) for id, sealed in batch if id not in self._flying]

    def launch(self, batch: Batch) -> None:
        """Send *batch*; :meth:`land` tells how it ended."""
        self._flying |= {id: len(sealed) for id, sealed in batch}
        self.count += 1
        self.begun += 1
        threading.Thread(target=self._fly, args=(batch,), name="courier-batch", daemon=True).start()

    def land(self) -> Landing:
        """Wait until one of the batches has ended."""
        landing = self._landed.get()
        self.count -= 1
        for id in landing.ids:
            del self._flying[id]
        return landing

    def _fly(self, batch: Batch) -> None:
        ids = [id for id, _ in batch]
        try:
            results = self._send(batch)
        except Exception as error:  # noqa: BLE001 - a worker: the courier's thread raises it
            self._landed.put(Landing(ids, error=error))
        else:
            self._landed.put(Landing(ids, results))
