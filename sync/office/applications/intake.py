"""Pulls new applications from the reception, opens each once, and sends the decisions that wait."""

import base64
import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from sync.errors import WireError
from sync.office.applications.alike import Comparing
from sync.office.applications.claimed import ClaimedApplications
from sync.office.applications.corrections import Corrections
from sync.office.applications.decisions import CannotRenumber, Decisions
from sync.office.applications.old_readings import OldReadings
from sync.office.applications.opening import Opening, pause_after
from sync.office.applications.reading import ApplicationReader
from sync.office.applications.times import LEASE_DAYS
from sync.office.applications.verdicts import Verdicts
from sync.office.audit.anchoring import LogAnchoring
from sync.office.keys.keys import OfficeKeys
from sync.office.line.client import OfficeClient, OneRefused, ReceptionAway, TabletUnknown
from sync.office.store.application_states import mark
from sync.office.store.states import ApplicationState
from sync.office.store.store import OfficeStore
from sync.office.tablets.tablets import Tablet, Tablets
from sync.periodic import Periodic
from sync.wire.city import utc_now
from sync.wire.messages.decision import decision_header

log = logging.getLogger(__name__)

CLAIM_S: Final = 1.0
# What is cut off after that is done again: each step is committed before the next.
STOP_WITHIN_S: Final = 4.0
NO_DECISION: Final = "端末の鍵では答えを返せません。端末を確かめてください。"


class Intake:
    """Runs the exchange with the reception every few seconds, and beside it the check of forms."""

    def __init__(  # noqa: PLR0913 - settings by name
        self,
        store: OfficeStore,
        keys: OfficeKeys,
        client: OfficeClient,
        *,
        reader: ApplicationReader | None = None,
        anchoring: LogAnchoring | None = None,
        every_s: float = 3.0,
        now: Callable[[], datetime] = utc_now,
        mono_s: Callable[[], float] = time.monotonic,
    ) -> None:
        reader = reader or ApplicationReader(store, keys)
        self._store, self._keys, self._client = store, keys, client
        self._anchoring = anchoring
        self._decisions, self._tablets = Decisions(store, keys, now), Tablets(store)
        self._corrections = Corrections(store, self._decisions, now)
        self.claimed = ClaimedApplications(store, client)
        self._opening, self._verdicts = Opening(store, reader, now), Verdicts(store, reader, now)
        self._old_readings = OldReadings(store, reader)
        self._comparing = Comparing(store, reader)
        self._now, self._mono_s, self._ended = now, mono_s, threading.Event()
        self._periodic = Periodic(
            "intake", self._step, lambda: every_s, stop_within_s=STOP_WITHIN_S
        )
        self._is_behind = False
        self._checking = Periodic(
            "verdicts",
            self._check,
            lambda: 0.0 if self._is_behind else every_s,
            stop_within_s=STOP_WITHIN_S,
        )

    def start(self) -> None:
        """Start the exchange, and beside it the check of the forms."""
        self._periodic.start()
        self._checking.start()

    def stop(self) -> None:
        """End both threads after the lot that runs; returns when they ended."""
        self._ended.set()
        self._periodic.stop()
        self._checking.stop()

    def wake(self) -> None:
        """Begin the next exchange now: a decision or an order waits to be sent."""
        self._periodic.wake()

    def run_once(self) -> None:
        """Pull and open everything new, send every decision that waits, look through the forms.

        Raises:
            ReceptionAway: everything pulled before stays; the next run goes on.
        """
        self._exchange()
        self._check()

    def _exchange(self) -> None:
        if self._anchoring is not None:
            self._anchoring.run_once()
        self.know_tablets()
        is_more = True
        # Each lot to its end: what never stops coming keeps no clerk waiting.
        while is_more and not self._ended.is_set():
            is_claimed = self._claim()
            is_more = self._opening.run_once() or is_claimed
            self._checking.wake()
            self._receive()
            self._send_decisions()

    def _check(self) -> None:
        has_forms = self._verdicts.run_once()
        has_rows = self._old_readings.run_once()
        self._is_behind = self._comparing.run_once() or has_forms or has_rows

    def _claim(self) -> bool:
        """Claim what has arrived, lot by lot, for CLAIM_S at most; return whether more may wait.

        Only what stands here is opened in a fair order: behind a flood that still lies at the
        reception an honest application would wait unseen.
        """
        end = self._mono_s() + CLAIM_S
        while arrived := self._client.claim():
            self.claimed.keep_and_acknowledge(arrived)
            if self._mono_s() > end or self._ended.is_set():
                return True
        return False

    def _step(self) -> None:
        try:
            self._exchange()
        except ReceptionAway as error:
            log.info("the reception is away: %s", error)

    def know_tablets(self) -> None:
        """Record new tablets and tell the reception of changed ones; of all if it was restored.

        Raises:
            ReceptionAway: the next run goes on.
        """
        known = self._client.devices()
        if self._store.setting("epoch") not in ("", known.epoch):
            self._tablets.mark_all_untold()
            self._decisions.mark_all_unsent()
        self._store.put_setting("epoch", known.epoch)
        self._store.put_setting(LEASE_DAYS, str(known.lease_days))
        self._tablets.record(known.devices)
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
                    self._renumber(id, seq)
            else:
                self._decisions.mark_sent(id, seq)

    def _renumber(self, id: str, seq: int) -> None:
        try:
            self._decisions.renumber(id, seq)
        except CannotRenumber as error:
            log.error("a decision on %s waits for its column key", error)

    def _receive(self) -> None:
        """Receive what is held, except a correction that waits for its original."""
        for row in self._corrections.due():
            try:
                self._corrections.receive(row)
            except WireError:  # nothing can be sealed to the tablet's key: it is no key
                again = (self._now() + pause_after(row.tries)).isoformat()
                values = {"reason": NO_DECISION, "tries": row.tries + 1, "next_try_at": again}
                state, of = ApplicationState.UNOPENED, (ApplicationState.HELD,)
                mark(self._store, row.id, state, values, of=of)


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
        "forked_at": tablet.forked_at,
    }
