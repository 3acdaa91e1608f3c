"""A decision, sealed to the tablet that sent the application."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sync.office.evidence import OfficeEvidence
from sync.office.keys import OfficeKeys
from sync.office.labels import number as grouped
from sync.office.store import OfficeStore
from sync.office.tablets import Tablets
from sync.wire.answer import Answer, Status, seal_answer
from sync.wire.city import utc_now

DECIDED: Final[dict[str, Status]] = {
    "accepted": "accepted",
    "returned": "returned",
    "rejected": "rejected",
}


class DecisionRefused(Exception):
    """Why a decision was not taken, in words for the clerk (Japanese)."""


@dataclass(frozen=True)
class Decisions:
    """Every answer that leaves the office goes through here."""

    store: OfficeStore
    keys: OfficeKeys = field(repr=False)
    now: Callable[[], datetime] = field(default=utc_now)
    evidence: OfficeEvidence | None = None

    def note_received(self, id: str) -> None:
        """Tell the tablet that its application was opened; once."""
        if not self.store.decisions(id):
            self._put(id, "received", "", by="")

    def note_replaced(self, id: str, number: str) -> None:
        """Tell the tablet that what was returned to it has come again, under *number*."""
        self._put(id, "replaced", f"新しい受付番号は {grouped(number)} です。", by="")

    def decide(self, id: str, status: str, message: str, *, by: str) -> None:
        """Keep a clerk's decision and queue its answer, in one transaction.

        Raises:
            DecisionRefused: not opened, decided already, or a reason is due and missing.
        """
        found = self.store.application(id)
        if found is None or found[0].status in ("new", "unopened"):
            raise DecisionRefused("この申請は開かれていません。")
        if found[0].status == "held":
            raise DecisionRefused("元の申請がまだ届いていません。届くまで、または7日待ちます。")
        if status not in DECIDED:
            raise DecisionRefused("決定を選んでください。")
        if found[0].status in ("accepted", "rejected"):
            raise DecisionRefused("この申請は決定済みです。")
        if status != "accepted" and not message.strip():
            raise DecisionRefused("差し戻しと却下には、申請した人に伝える理由を書いてください。")
        self._put(id, DECIDED[status], message.strip(), by=by)

    def unsent(self) -> list[tuple[str, int, bytes]]:
        """Return the sealed answers that the reception has not got yet."""
        rows = self.store.rows(
            "select id, seq, sealed from decision where sent_at is null order by at"
        )
        return [(id, seq, bytes(sealed)) for id, seq, sealed in rows]

    def note_sent(self, id: str, seq: int) -> None:
        """Note that the reception has an answer."""
        with self.store.transaction() as db:
            db.execute(
                "update decision set sent_at = ? where id = ? and seq = ?",
                [self.now().isoformat(), id, seq],
            )

    def send_all_again(self) -> None:
        """Queue every answer again: the reception was restored; it keeps each once."""
        with self.store.transaction() as db:
            db.execute("update decision set sent_at = null")

    def _put(self, id: str, status: Status, message: str, *, by: str) -> None:
        found = self.store.application(id)
        device = Tablets(self.store).keys(found[0].device) if found else None
        if found is None or device is None:
            raise DecisionRefused("申請の端末が承認されていません。")
        row, at = found[0], self.now()
        with self.store.transaction() as db:
            ((last,),) = self.store.rows(
                "select coalesce(max(seq), 0) from decision where id = ?", id
            )
            answer = Answer(id, row.number or "", status, message, at, int(last) + 1)
            sealed = seal_answer(
                answer, row.device, device[1], self.keys.answer_kid, self.keys.answer_key
            )
            db.execute(
                "insert into decision values (?, ?, ?, ?, ?, ?, ?, null)",
                [id, answer.seq, status, message, by, at.isoformat(), sealed],
            )
            db.execute("update application set status = ? where id = ?", [status, id])
            if self.evidence is not None:
                self.evidence.write(db, "decided", clerk=by, envelope=id, status=status)
