"""Sends what is due, with longer pauses where nobody answers, and reports each outcome."""

import logging
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from sync.relay.line import OutOfReach, OutwardLine, WaitingJob

log = logging.getLogger(__name__)

EVERY_S: Final = 5.0
FIRST_PAUSE_S: Final = 30
LONGEST_PAUSE_S: Final = 6 * 3600
MOST_TRIES: Final = 12  # about two days


@dataclass(frozen=True)
class Relaying:
    """One relay's work; a kill at any moment repeats a job under its own id, and loses none."""

    line: OutwardLine

    def pause_s(self) -> float:
        """Return the seconds between two rounds."""
        return EVERY_S

    def run_once(self) -> None:
        """Send everything that is due; what fails waits for its next time."""
        try:
            while jobs := self.line.claim():
                for one in jobs:
                    self._settle(one)
        except OutOfReach as error:
            log.info("the reception is out of reach: %s", error)

    def _settle(self, one: WaitingJob) -> None:
        """Send one job; its outcome is in the mail box before it leaves the tray."""
        id, to = one.job.id, self.line.settings.destinations.get(one.job.destination)
        if to is None:
            outcome = {"state": "unknown_destination", "status": 0}
        else:
            try:
                status = self.line.send(to, one.job)
            except OutOfReach as error:
                log.info("%s is out of reach: %s", one.job.destination, error)
                if one.tries + 1 < MOST_TRIES:
                    self.line.put_off(id, pause_after_s(one.tries))
                    return
                outcome = {"state": "gave_up", "status": 0}
            else:
                is_sent = HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES
                outcome = {"state": "sent" if is_sent else "refused", "status": status}
        self.line.report(id, {"id": id, **outcome})
        self.line.settle(id)


def pause_after_s(tries: int) -> int:
    """Return how long a job rests that failed, *tries* times before."""
    doubled: int = FIRST_PAUSE_S * 2 ** min(tries, 20)
    return min(doubled, LONGEST_PAUSE_S)
