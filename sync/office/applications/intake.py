"""Pulls what arrived, opens it once, keeps it sealed; sends the answers that wait."""

import base64
import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final

from sync.errors import WireError
from sync.office.applications.corrections import Corrections
from sync.office.applications.decisions import Decisions
from sync.office.applications.opener import CannotOpen, Opened, open_application
from sync.office.applications.taking import Taking
from sync.office.keys.keys import OfficeKeys
from sync.office.line.client import OfficeClient, OneRefused, ReceptionAway, TabletUnknown
from sync.office.store.states import NOT_OPENED, ApplicationState, in_sql
from sync.office.store.store import OfficeStore
from sync.office.tablets.tablets import Tablet, Tablets
from sync.periodic import Periodic
from sync.wire.city import utc_now
from sync.wire.messages.decision import decision_header

log = logging.getLogger(__name__)

NO_ANSWER: Final = "端末の鍵では答えを返せません。端末を確かめてください。"


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
        self._decisions, self._tablets = Decisions(store, keys, now), Tablets(store)
        self._corrections = Corrections(store, self._decisions, now)
        self.taking = Taking(store, client)
        self._now = now
        self._periodic = Periodic("intake", self._step, lambda: every_s)
        self.last_contact: datetime | None = None

    def start(self) -> None:
        """Begin."""
        self._periodic.start()

    def stop(self) -> None:
        """End after what runs."""
        self._periodic.stop()

    def wake(self) -> None:
        """Send a new decision now."""
        self._periodic.wake()

    def run_once(self) -> None:
        """Read everything new, then send every answer that waits.

        Raises:
            ReceptionAway: it is tried again; what was taken stays taken.
        """
        self._know_tablets()
        is_more = True
        while is_more:  # each lot to its end: what never stops coming keeps no clerk waiting
            is_more = self._take()
            self._open_again()
            self._receive()
            self._send_answers()
        self.last_contact = self._now()

    def _take(self) -> bool:
        """Take what is lent now; return whether there was any."""
        arrived = self._client.claim()
        if arrived:
            self.taking.take(arrived)
        return bool(arrived)

    def _step(self) -> None:
        try:
            self.run_once()
        except ReceptionAway as error:
            log.info("the reception is away: %s", error)

    def _know_tablets(self) -> None:
        """Note new tablets, tell the office's word, and help a restored reception on."""
        epoch, devices = self._client.devices()
        if self._store.setting("epoch") not in ("", epoch):
            self._tablets.tell_all_again()
            self._decisions.send_all_again()
        self._store.put_setting("epoch", epoch)
        self._tablets.note(devices)
        self._tell()

    def _tell(self) -> None:
        for tablet in self._tablets.untold():
            try:
                self._client.tell(tablet.id, _told(tablet))
            except OneRefused as error:
                log.error("the reception refused tablet %s: %s", tablet.id, error)
            else:
                self._tablets.note_told(tablet)

    def _send_answers(self) -> None:
        refused: set[str] = set()
        for id, seq, content in self._decisions.unsent():
            if id in refused:  # an application's answers go in their order
                continue
            try:
                self._client.send_answer(content)
            except TabletUnknown:
                refused.add(id)
                self._tablets.tell_again(decision_header(content)["device"])
            except OneRefused as error:
                refused.add(id)
                log.error("the reception refused an answer: %s", error)
                if error.slug == "other-bytes":
                    self._decisions.give_way(id, seq)
            else:
                self._decisions.note_sent(id, seq)

    def _open_again(self) -> None:
        """Open what is new or could not be opened before (a tablet approved since)."""
        rows = self._store.rows(
            f"select id, content from application where status in {in_sql(*NOT_OPENED)}"  # noqa: S608
        )
        for id, content in rows:
            try:
                opened = open_application(id, bytes(content), self._keys, self._store)
            except CannotOpen as reason:
                self._mark_unopened(id, str(reason), of=NOT_OPENED)
            else:
                values = {"reason": None, **summary(opened)}
                self._mark(id, ApplicationState.HELD, values, of=NOT_OPENED)

    def _receive(self) -> None:
        """Let all that was opened be decided, but what waits for the one that it replaces."""
        for row in self._corrections.due():
            try:
                self._corrections.receive(row)
            except WireError:  # the tablet's key takes no answer: it is no key
                self._mark_unopened(row.id, NO_ANSWER, of=(ApplicationState.HELD,))

    def _mark_unopened(self, id: str, reason: str, *, of: Sequence[ApplicationState]) -> None:
        self._mark(id, ApplicationState.UNOPENED, {"reason": reason}, of=of)

    def _mark(
        self,
        id: str,
        state: ApplicationState,
        values: dict[str, Any],
        *,
        of: Sequence[ApplicationState],
    ) -> None:
        """Put an application whose state is one *of* these into *state*, with *values*.

        Another office may have gone on meanwhile; then nothing is changed.
        """
        values = {"status": state.value, **values}
        names = ", ".join(f"{name} = ?" for name in values)
        with self._store.transaction() as db:
            db.execute(
                f"update application set {names}"  # noqa: S608 - the names are ours
                f" where id = ? and status in {in_sql(*of)}",
                [*values.values(), id],
            )


def _told(tablet: Tablet) -> dict[str, Any]:
    return {
        "name": tablet.name,
        "sign_key": base64.b64encode(tablet.sign_key).decode(),
        "seal_key": base64.b64encode(tablet.seal_key).decode(),
        "number_prefix": tablet.number_prefix,
        "enrolled_at": tablet.enrolled_at,
        "approved_at": tablet.approved_at,
        "revoked_at": tablet.revoked_at,
        "lease_order": tablet.lease_order,
    }


def summary(opened: Opened) -> dict[str, Any]:
    """Return what the list shows of an application."""
    document = opened.package.document
    procedure, person = document.get("procedure") or {}, document.get("person") or {}
    replaces = document.get("replaces") or {}
    return {
        "number": document.get("number"),
        "procedure": procedure.get("id"),
        "title": procedure.get("title"),
        "person": person.get("name"),
        "counter_at": document.get("counter_accepted_at"),
        "replaces": replaces.get("id"),
    }
