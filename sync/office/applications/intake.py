"""Pulls new applications from the reception, opens each once, and sends the decisions that wait."""

import base64
import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final

from sync.errors import WireError
from sync.office.applications.claimed import ClaimedApplications
from sync.office.applications.corrections import Corrections
from sync.office.applications.decisions import Decisions
from sync.office.applications.opener import CannotOpen, Opened, open_application
from sync.office.keys.keys import OfficeKeys
from sync.office.line.client import OfficeClient, OneRefused, ReceptionAway, TabletUnknown
from sync.office.store.states import NOT_OPENED, ApplicationState, in_sql
from sync.office.store.store import OfficeStore
from sync.office.tablets.tablets import Tablet, Tablets
from sync.periodic import Periodic
from sync.wire.city import utc_now
from sync.wire.messages.decision import decision_header

log = logging.getLogger(__name__)

NO_DECISION: Final = "端末の鍵では答えを返せません。端末を確かめてください。"


class Intake:
    """Runs the exchange with the reception, in one thread that begins anew every few seconds."""

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
        self.claimed = ClaimedApplications(store, client)
        self._now = now
        self._periodic = Periodic("intake", self._step, lambda: every_s)

    def start(self) -> None:
        """Start the thread."""
        self._periodic.start()

    def stop(self) -> None:
        """End the thread after the exchange that runs; returns when it ended."""
        self._periodic.stop()

    def wake(self) -> None:
        """Begin the next exchange now: a decision or an order waits to be sent."""
        self._periodic.wake()

    def run_once(self) -> None:
        """Pull and open everything new, then send every decision that waits.

        Raises:
            ReceptionAway: everything pulled before stays; the next run goes on.
        """
        self._know_tablets()
        is_more = True
        while is_more:  # each lot to its end: what never stops coming keeps no clerk waiting
            is_more = self._claim()
            self._open_again()
            self._receive()
            self._send_decisions()

    def _claim(self) -> bool:
        """Claim a lot of applications, keep and acknowledge it; False when there was none."""
        arrived = self._client.claim()
        if arrived:
            self.claimed.keep_and_acknowledge(arrived)
        return bool(arrived)

    def _step(self) -> None:
        try:
            self.run_once()
        except ReceptionAway as error:
            log.info("the reception is away: %s", error)

    def _know_tablets(self) -> None:
        """Record new tablets and tell the reception of changed ones; of all if it was restored."""
        epoch, devices = self._client.devices()
        if self._store.setting("epoch") not in ("", epoch):
            self._tablets.mark_all_untold()
            self._decisions.mark_all_unsent()
        self._store.put_setting("epoch", epoch)
        self._tablets.record(devices)
        self._tell()

    def _tell(self) -> None:
        for tablet in self._tablets.untold():
            try:
                self._client.tell(tablet.id, _told(tablet))
            except OneRefused as error:
                log.error("the reception refused tablet %s: %s", tablet.id, error)
            else:
                self._tablets.mark_told(tablet)

    def _send_decisions(self) -> None:
        refused: set[str] = set()
        for id, seq, content in self._decisions.unsent():
            if id in refused:  # an application's decisions go in their order
                continue
            try:
                self._client.send_decision(content)
            except TabletUnknown:
                refused.add(id)
                self._tablets.mark_untold(decision_header(content)["device"])
            except OneRefused as error:
                refused.add(id)
                log.error("the reception refused a decision: %s", error)
                if error.slug == "other-bytes":
                    self._decisions.renumber(id, seq)
            else:
                self._decisions.mark_sent(id, seq)

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
        """Receive what is held, except a correction that waits for its original."""
        for row in self._corrections.due():
            try:
                self._corrections.receive(row)
            except WireError:  # nothing can be sealed to the tablet's key: it is no key
                self._mark_unopened(row.id, NO_DECISION, of=(ApplicationState.HELD,))

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
    """Return the columns of the list that come from inside an application."""
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
