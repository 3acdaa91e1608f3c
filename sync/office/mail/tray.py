"""Lays jobs for foreign systems into the relay's tray, each once, and keeps their outcome."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sync.database import Statements
from sync.errors import WireError
from sync.office.line.client import OfficeClient, OneRefused
from sync.office.store.mail import OutgoingState
from sync.office.store.store import OfficeStore
from sync.wire.canonical import parse_object
from sync.wire.city import utc_now
from sync.wire.messages.mail import Mail
from sync.wire.messages.outgoing import OutgoingJob, job_id

log = logging.getLogger(__name__)

LOT: Final = 50


ENDS: Final = (
    OutgoingState.SENT,
    OutgoingState.REFUSED,
    OutgoingState.GAVE_UP,
    OutgoingState.UNKNOWN_DESTINATION,
)


@dataclass(frozen=True)
class Tray:
    """The office's side of the tray."""

    store: OfficeStore
    now: Callable[[], datetime] = field(default=utc_now)

    def put(self, db: Statements, destination: str, key: str, body: dict[str, Any]) -> str:
        """Queue a text in *db*'s transaction; return its id. The same *key* is sent once.

        The relay reads *body*, and so does whoever takes over the relay: it must be harmless.
        """
        job = OutgoingJob(job_id(destination, key), destination, body, self.now())
        db.execute(
            "insert into outgoing (id, destination, content, put_at, state)"
            " values (?, ?, ?, ?, ?) on conflict (id) do update set id = outgoing.id",
            [
                job.id,
                destination,
                job.to_json(),
                self.now().isoformat(),
                OutgoingState.WAITING.value,
            ],
        )
        return job.id

    def hand_over(self, client: OfficeClient) -> None:
        """Hand what waits to the reception; all of it once more after that was restored.

        Raises:
            ReceptionAway: the next round goes on.
        """
        epoch = self.store.setting("epoch")
        rows = self.store.rows(
            "select id, content from outgoing where state = ?"  # noqa: S608 - a number of ours
            f" and coalesce(handed_in, '-') <> ? order by put_at limit {LOT}",
            *(OutgoingState.WAITING.value, epoch),
        )
        for id, content in rows:
            try:
                client.put_outgoing(bytes(content))
            except OneRefused as refused:
                log.error("the reception refused a job: %s", refused)
                self._mark(id, "state = ?", OutgoingState.NOT_TAKEN.value)
            else:
                self._mark(id, "handed_in = ?", epoch)

    def note_outcome(self, db: Statements, mail: Mail) -> None:
        """Keep what the relay says became of a job; the first word on a job stays."""
        try:
            said = parse_object(mail.body, "outcome")
            state, status = OutgoingState(said["state"]), int(said["status"])
        except (WireError, KeyError, TypeError, ValueError) as strange:
            log.error("an outcome is of another form: %s", type(strange).__name__)
            return
        if state in ENDS:
            db.execute(
                "update outgoing set state = ?, outcome = ?, settled_at = ?"
                " where id = ? and state = ?",
                [state.value, status, self.now().isoformat(), str(said.get("id")), "waiting"],
            )

    def _mark(self, id: str, change: str, value: str) -> None:
        with self.store.transaction() as db:
            db.execute(
                f"update outgoing set {change} where id = ? and state = ?",  # noqa: S608 - ours
                [value, id, OutgoingState.WAITING.value],
            )
