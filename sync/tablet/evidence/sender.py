"""Sends the evidence to the reception, batch by batch; every step is safe to repeat."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from sync.errors import SyncError
from sync.periodic import Periodic
from sync.tablet.errors import CaptivePortal
from sync.tablet.evidence.evidence import EvidenceLog
from sync.wire.frames import join_frames

log = logging.getLogger(__name__)

PATH: Final = "/v1/events"
BATCH: Final = 200
EVERY_S: Final = 60.0
STOP_WITHIN_S: Final = 3.0

# Posts a body to a path of the reception and returns its JSON object.
Post = Callable[[str, bytes], dict[str, Any]]


@dataclass(frozen=True)
class EvidenceSender:
    """Sends what the reception has not confirmed, and fills the gaps that it names."""

    log: EvidenceLog
    post: Post

    def run_once(self) -> int:
        """Send everything new and return how many events went.

        Raises:
            LineDown, CaptivePortal, TlsNotTrusted, ServerRefused, DeviceRevoked,
            ReceiptMismatch: nothing is deleted by any of them.
        """
        self.log.mark_receipts()
        sent, gaps = 0, []
        while batch := self.log.after(self.log.confirmed_upto(), BATCH):
            gaps = self._send(batch)
            sent += len(batch)
        for first, last in gaps:
            kept = [(seq, raw) for seq, raw in self.log.after(first - 1, BATCH) if seq <= last]
            if kept:  # the reception was restored from a backup and asks again
                self._send(kept)
                sent += len(kept)
        self.log.prune()
        return sent

    def _send(self, batch: list[tuple[int, bytes]]) -> list[tuple[int, int]]:
        response = self.post(PATH, join_frames(raw for _, raw in batch))
        try:
            stored, digest = int(response["stored"]), str(response["digest"])
            gaps = [(int(first), int(last)) for first, last in response["gaps"]]
        except (KeyError, TypeError, ValueError) as refused:
            raise CaptivePortal from refused
        if stored != batch[-1][0] or any(not 0 < first <= last < 2**53 for first, last in gaps):
            raise CaptivePortal
        self.log.mark_confirmed(stored, digest)
        return gaps


class EvidenceThread(Periodic):
    """Sends the evidence while there is a line, in a thread beside the courier's."""

    def __init__(
        self, sender: EvidenceSender, is_online: Callable[[], bool], *, every_s: float = EVERY_S
    ) -> None:
        super().__init__(
            "evidence", self._send, lambda: every_s, rests_first=True, stop_within_s=STOP_WITHIN_S
        )
        self._sender, self._is_online = sender, is_online

    def _send(self) -> None:
        try:
            if self._is_online():
                self._sender.run_once()
        except SyncError as error:
            log.info("the evidence waits: %s", type(error).__name__)
