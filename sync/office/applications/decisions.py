"""A decision, sealed to the tablet that sent the application."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sync.office.applications.labels import number as grouped
from sync.office.audit.evidence import OfficeEvidence
from sync.office.keys.keys import OfficeKeys
from sync.office.store.store import OfficeStore
from sync.office.tablets.tablets import Tablets
from sync.wire.city import utc_now
from sync.wire.messages.decision import Decision, Status, seal_decision

DECIDED: Final[dict[str, Status]] = {
    "accepted": Status.ACCEPTED,
    "returned": Status.RETURNED,
    "rejected": Status.REJECTED,
}
DECIDABLE: Final = ("received", "in_review", "returned", "replaced")


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
        """Tell the tablet that its application was opened; once, and only what is ``held``."""
        self._put(id, Status.RECEIVED, "", by="", of=("held",))

    def note_replaced(self, id: str, number: str) -> None:
        """Tell the tablet that what was returned to it has come again, under *number*."""
        message = f"新しい受付番号は {grouped(number)} です。"
        self._put(id, Status.REPLACED, message, by="", of=("returned",))

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
        if not self._put(id, DECIDED[status], message.strip(), by=by, of=DECIDABLE):
            raise DecisionRefused("ほかの人が先に決定しました。もう一度ひらいて確かめてください。")

    def unsent(self) -> list[tuple[str, int, bytes]]:
        """Return the sealed answers that the reception has not got yet."""
        rows = self.store.rows(
            "select id, seq, sealed from decision where sent_at is null order by at, seq"
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

    def give_way(self, id: str, seq: int) -> None:
        """Number this decision and the later ones one higher, and queue them.

        The reception holds another answer under *seq*: this office was restored, and what it
        decided since its backup is lost here. The tablet goes by the highest number, so that
        what the office says now counts.
        """
        with self.store.transaction() as db:
            db.execute("update application set status = status where id = ?", [id])  # the lock
            rows = db.execute(
                "select seq, status, message, at from decision where id = ? and seq >= ?"
                " order by seq desc",
                [id, seq],
            ).fetchall()
            for old, status, message, at in rows:
                sealed = self._seal(id, status, message, datetime.fromisoformat(at), old + 1)
                db.execute(
                    "update decision set seq = ?, sealed = ?, sent_at = null"
                    " where id = ? and seq = ?",
                    [old + 1, sealed, id, old],
                )

    def _put(self, id: str, status: Status, message: str, *, by: str, of: Sequence[str]) -> bool:
        """Put a decision on an application whose status is one *of* these; False when it is not.

        The change of the status comes first: its row is the lock between two offices.
        """
        at, marks = self.now(), ", ".join("?" * len(of))
        with self.store.transaction() as db:
            changed = db.execute(
                f"update application set status = ? where id = ? and status in ({marks})",  # noqa: S608
                [status, id, *of],
            ).rowcount
            if not changed:
                return False
            ((last,),) = self.store.rows(
                "select coalesce(max(seq), 0) from decision where id = ?", id
            )
            seq = int(last) + 1
            db.execute(
                "insert into decision values (?, ?, ?, ?, ?, ?, ?, null)",
                [
                    *(id, seq, status, message, by, at.isoformat()),
                    self._seal(id, status, message, at, seq),
                ],
            )
            if self.evidence is not None:
                self.evidence.write(db, "decided", clerk=by, envelope=id, status=status)
        return True

    def _seal(self, id: str, status: Status, message: str, at: datetime, seq: int) -> bytes:
        found = self.store.application(id)
        device = Tablets(self.store).keys(found[0].device) if found else None
        if found is None or device is None:
            raise DecisionRefused("申請の端末が承認されていません。")
        answer = Decision(id, found[0].number or "", status, message, at, seq)
        return seal_decision(
            answer, found[0].device, device[1], self.keys.answer_kid, self.keys.answer_key
        )
