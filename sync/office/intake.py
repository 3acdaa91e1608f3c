"""Pulls what arrived, opens it once, keeps it sealed; sends the answers that wait."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sync.office.client import Arrived, OfficeClient, ReceptionAway
from sync.office.decisions import Decisions
from sync.office.keys import OfficeKeys
from sync.office.opener import CannotOpen, Opened, open_application
from sync.office.store import OfficeStore
from sync.wire.city import utc_now
from sync.wire.envelope import Envelope
from sync.wire.errors import WireError

log = logging.getLogger(__name__)


class Intake:
    """One thread between the reception and the office's database."""

    def __init__(
        self,
        store: OfficeStore,
        keys: OfficeKeys,
        client: OfficeClient,
        *,
        every_s: float = 3.0,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._store, self._keys, self._client = store, keys, client
        self._decisions = Decisions(store, keys, now)
        self._every_s, self._now = every_s, now
        self._woken, self._ended = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._loop, name="intake", daemon=True)
        self.last_contact: datetime | None = None

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after what runs."""
        self._ended.set()
        self._woken.set()
        self._thread.join()

    def wake(self) -> None:
        """Send a new decision now."""
        self._woken.set()

    def run_once(self) -> None:
        """Read everything new, then send every answer that waits.

        Raises:
            ReceptionAway: it is tried again; what was taken stays taken.
        """
        self._know_devices()
        after = self._store.cursor()
        while True:
            arrived, following = self._client.submissions(after)
            if not arrived:
                break
            self._take(arrived, following)
            after = following
        self._open_again()
        for id, seq, content in self._decisions.unsent():
            self._client.send_answer(content)
            self._decisions.note_sent(id, seq)
        self.last_contact = self._now()

    def _loop(self) -> None:
        while not self._ended.is_set():
            try:
                self.run_once()
            except ReceptionAway as error:
                log.info("the reception is away: %s", error)
            except Exception as error:  # noqa: BLE001 - the guard of this thread
                log.error("the intake met %s", type(error).__name__)
            self._woken.wait(self._every_s)
            self._woken.clear()

    def _know_devices(self) -> None:
        """Note new tablets; they count for nothing until somebody approves them."""
        with self._store.transaction() as db:
            for device in self._client.devices():
                db.execute(
                    "insert or ignore into device (id, name, sign_key, seal_key)"
                    " values (?, ?, ?, ?)",
                    [device.id, device.name, device.sign_key, device.seal_key],
                )

    def _take(self, arrived: list[Arrived], following: int) -> None:
        """Keep a page and the cursor in one transaction: each arrives exactly once."""
        with self._store.transaction() as db:
            for item in arrived:
                try:
                    envelope = Envelope.from_bytes(item.content)
                except WireError:
                    log.error("the reception handed over something that is no envelope")
                    continue
                db.execute(
                    "insert or ignore into application"
                    " (id, device, received_at, status, content) values (?, ?, ?, 'new', ?)",
                    [
                        envelope.header.id,
                        envelope.header.device,
                        item.received_at,
                        item.content,
                    ],
                )
            db.execute("insert or replace into setting values ('cursor', ?)", [str(following)])

    def _open_again(self) -> None:
        """Open what is new or could not be opened before (a tablet approved since)."""
        rows = self._store.rows(
            "select id, content from application where status in ('new', 'unopened')"
        )
        for id, content in rows:
            try:
                opened = open_application(bytes(content), self._keys, self._store)
            except CannotOpen as reason:
                self._note(id, {"status": "unopened", "reason": str(reason)})
                continue
            self._note(id, {"status": "received", "reason": None, **summary(opened)})
            self._decisions.note_received(id)

    def _note(self, id: str, values: dict[str, Any]) -> None:
        names = ", ".join(f"{name} = ?" for name in values)
        with self._store.transaction() as db:
            db.execute(
                f"update application set {names} where id = ?",  # noqa: S608 - our own names
                [*values.values(), id],
            )


def summary(opened: Opened) -> dict[str, Any]:
    """Return what the list shows of an application."""
    document = opened.package.document
    procedure, person = document.get("procedure", {}), document.get("person", {})
    return {
        "number": document.get("number"),
        "procedure": procedure.get("id"),
        "title": procedure.get("title"),
        "person": person.get("name"),
        "counter_at": document.get("counter_accepted_at"),
    }
