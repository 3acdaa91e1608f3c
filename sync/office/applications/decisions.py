"""Stores decisions, seals each to the tablet that sent the application and queues it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from sync.database.port import Statements
from sync.errors import SyncError
from sync.office.applications.refusals import (
    ClerksChoice,
    DecidedMeanwhile,
    DecisionRefused,
    locked_with,
    refuse_choice,
    refuse_shut,
)
from sync.office.applications.said_numbers import (
    RENUMBERED,
    REPLACED,
    WITHDRAWN,
    NumberSentence,
    body_said,
)
from sync.office.applications.withdrawals import NOT_HERE, TOO_LATE, Withdrawals
from sync.office.audit.log import OfficeEvidence
from sync.office.casework.four_eyes import Proposals, forget, needs_two
from sync.office.casework.held_back import hold, last_number, release, sent_from
from sync.office.keys.keys import OfficeKeys
from sync.office.revocation.kept import certificate_word
from sync.office.store.columns import UNREADABLE
from sync.office.store.returned import (
    ReturnedUnreadable,
    drop_returned,
    put_returned,
    returned_with,
)
from sync.office.store.states import DECIDABLE, ApplicationState
from sync.office.store.store import ApplicationRow, DecisionRow, OfficeStore
from sync.office.tablets.tablets import Tablets
from sync.wire.city import utc_now
from sync.wire.messages.decision import Decision, DecisionStatus, seal_decision
from sync.wire.messages.decision_body import DECISION_WITH_BODY
from sync.wire.messages.returned import Returned

LOT: Final = 200
UNSENT: Final = (
    "select id, seq, sealed, at from decision where sent_at is null and not exists ("
    "select 1 from held_decision where held_decision.id = decision.id"
    " and held_decision.seq = decision.seq and until > ?)"
    " and (at, seq, id) > (?, ?, ?) order by at, seq, id limit ?"
)
UnsentDecision = tuple[str, int, bytes]
FIRST_AGAIN: Final = "二人で決める手続きです。はじめに決めた人は、二人目になれません。"


class CannotRenumber(SyncError):
    """The text of a decision does not open, so it cannot be said again under another number."""


@dataclass(frozen=True)
class Decisions:
    """Makes every decision that leaves the office, a clerk's or the office's own.

    A clerk's is held back for *held* before it leaves, see ``sync.office.casework.held_back``;
    not one on a withdrawal, which changes other applications with it.
    """

    store: OfficeStore
    keys: OfficeKeys = field(repr=False)
    now: Callable[[], datetime] = field(default=utc_now)
    evidence: OfficeEvidence | None = None
    held: timedelta = timedelta(0)

    def mark_received(self, id: str) -> None:
        """Decide that a held application is received; its tablet is told once."""
        found = self.store.application(id)
        said = self._said(id, DecisionStatus.RECEIVED, "")
        if found and found[0].nth > 1:
            said = _told(said, RENUMBERED, found[0].city_number)
        self._put(said, (ApplicationState.HELD,))

    def mark_replaced(self, id: str, number: str) -> None:
        """Decide that a returned application is replaced: its tablet is told the new *number*."""
        said = _told(self._said(id, DecisionStatus.REPLACED, ""), REPLACED, number)
        self._put(said, (ApplicationState.RETURNED,))

    def decide(  # noqa: PLR0913 - what a clerk's page sends, by name
        self,
        id: str,
        status: str,
        message: str,
        *,
        by: str,
        seen: int,
        knows_expired: bool = False,
        returned: Returned | None = None,
    ) -> None:
        """Store a clerk's decision and queue it for the tablet, in one transaction.

        *returned* goes with what is given back: the answers, and what is asked again.

        *seen* is the number of the newest decision on the page that the clerk decided by, 0
        where there was none. The same decision from the same page is one, however often it is
        sent, and so is what the newest decision says already.

        Raises:
            DecidedMeanwhile: the page is older than the newest decision.
            DecisionRefused: not opened, decided already, a reason is due and missing, an
                individual number stands in it, or it would accept by an expired definition
                and the clerk has not said that it was looked at.
        """
        message = message.strip()
        with self.store.transaction() as db:
            self._lock(db, id)
            decisions = self.store.decisions(id)
            if _is_again(decisions, seen, (status, message, by)):
                return
            found = self.store.application(id)
            row = refuse_shut(found[0] if found else None)
            if last_number(self.store, id) != seen:
                raise DecidedMeanwhile([one for one in decisions if one.seq > seen])
            refuse_choice(self.store, row, ClerksChoice(status, message, knows_expired))
            said = self._said(id, DecisionStatus(status), message, returned)
            if needs_two(self.store, row, status) and not self._is_agreed(db, said, by):
                return
            if not self._put(said, DECIDABLE, by=by):
                raise DecisionRefused("この申請は、いまは決定できません。")
            if row.withdraws and status == DecisionStatus.ACCEPTED:
                self._withdraw(row, by)
            elif self.held and not row.withdraws:
                hold(db, id, last_number(self.store, id), said.decided_at + self.held)

    def _is_agreed(self, db: Statements, said: Decision, by: str) -> bool:
        """Tell whether another clerk said the very same; else keep what this one says."""
        proposals = Proposals(self.store, self.evidence, self.now)
        waiting = proposals.find(said.id)
        is_same = waiting and (waiting.status, waiting.message) == (said.status, said.message)
        if waiting is None or not is_same:
            proposals.put(db, said.id, (said.status, said.message), by)
            return False
        if waiting.clerk == by:
            raise DecisionRefused(FIRST_AGAIN)
        return True

    def hand_to(self, id: str, device: str, *, by: str) -> None:
        """Seal what was returned to another tablet, which goes on in the place of the first.

        Raises:
            DecisionRefused: it is not returned, or no tablet that may send takes it.
        """
        with self.store.transaction() as db:
            self._lock(db, id)
            found, decisions = self.store.application(id), self.store.decisions(id)
            if found is None or found[0].status is not ApplicationState.RETURNED:
                raise DecisionRefused("差し戻した申請だけを、別の端末で続けられます。")
            if device not in {tablet.id for tablet in Tablets(self.store).sending()}:
                raise DecisionRefused("その端末は、いま使えません。端末の一覧を確かめてください。")
            db.execute("update application set handed_to = ? where id = ?", [device, id])
            newest = decisions[-1]
            returned = self._returned(id, newest.seq)
            said = self._said(id, DecisionStatus.RETURNED, newest.message, returned)
            self._put(said, (ApplicationState.RETURNED,), by=by)

    def end_late_withdrawal(self, row: ApplicationRow) -> None:
        """Answer a withdrawal of what was decided before it came; a clerk does the others."""
        with self.store.transaction() as db:
            self._lock(db, row.id)
            ended = Withdrawals(self.store).too_late(row)
            if ended is not None:
                status, message = ended
                said = self._said(row.id, DecisionStatus(status.value), message)
                self._put(said, (ApplicationState.RECEIVED,))

    def _lock(self, db: Statements, id: str) -> None:
        """Lock all that a decision on this application depends on, always in the same order."""
        found = self.store.application(id)
        for one in locked_with(self.store, found[0]) if found else ():
            db.execute("update application set status = status where id = ?", [one])

    def _withdraw(self, row: ApplicationRow, by: str) -> None:
        """Close what *row* takes back, and every other withdrawal of it: they are one."""
        withdrawals = Withdrawals(self.store)
        target = withdrawals.target(row)
        if target is None:
            raise DecisionRefused(NOT_HERE)
        others = withdrawals.waiting(target)
        said = _told(
            self._said(target.id, DecisionStatus.WITHDRAWN, ""), WITHDRAWN, row.city_number
        )
        if not self._put(said, DECIDABLE, by=by):
            raise DecisionRefused(TOO_LATE)
        for one in others:
            if one.id != row.id:
                again = self._said(one.id, DecisionStatus.ACCEPTED, said.message)
                self._put(again, (ApplicationState.RECEIVED,), by=by)

    def unsent(self) -> Iterator[UnsentDecision]:
        """Yield id, number and sealed form of what may leave and did not, in its order.

        They are read lot by lot: after a restored reception every decision is among them.
        """
        place: tuple[str, int, str] = ("", 0, "")
        while rows := self.store.rows(UNSENT, sent_from(self.now()), *place, LOT):
            yield from ((id, seq, bytes(sealed)) for id, seq, sealed, _ in rows)
            id, seq, _, at = rows[-1]
            place = (at, seq, id)

    def mark_sent(self, id: str, seq: int) -> None:
        """Mark a decision as sent: the reception has it."""
        with self.store.transaction() as db:
            db.execute(
                "update decision set sent_at = ? where id = ? and seq = ?",
                [self.now().isoformat(), id, seq],
            )

    def mark_all_unsent(self) -> None:
        """Queue every decision again, for a reception that was restored; it keeps each once."""
        with self.store.transaction() as db:
            db.execute("update decision set sent_at = null")

    def renumber(self, id: str, seq: int) -> None:
        """Number this decision and the later ones one higher, and queue them.

        The reception holds another decision under *seq*: this office was restored, and what it
        decided since its backup is lost here. The tablet goes by the highest number, so that
        what the office says now counts, with the number that its body told.

        Raises:
            CannotRenumber: see the class; nothing was changed.
        """
        with self.store.transaction() as db:
            db.execute("update application set status = status where id = ?", [id])  # the lock
            release(db, id)
            rows = db.execute(
                "select seq, status, message, at from decision where id = ? and seq >= ?"
                " order by seq desc",
                [id, seq],
            ).fetchall()
            for old, status, kept, at in rows:
                decided_at = datetime.fromisoformat(at)
                message = self.store.opened_message(id, old, kept)
                if message == UNREADABLE:  # under a key that is not here: nothing to sign anew
                    raise CannotRenumber(id)
                returned, said = self._returned(id, old), DecisionStatus(status)
                body = body_said(said, message)
                again = Decision(id, "", said, message, decided_at, old + 1, returned, body=body)
                if returned is not None:
                    drop_returned(db, id, old)
                    put_returned(self.store, db, id, old + 1, returned)
                db.execute(
                    "update decision set seq = ?, message = ?, sealed = ?, sent_at = null"
                    " where id = ? and seq = ?",
                    [
                        *(old + 1, self.store.sealed_message(id, old + 1, message)),
                        *(self._sealed(again), id, old),
                    ],
                )

    def _returned(self, id: str, seq: int) -> Returned | None:
        try:
            return returned_with(self.store, id, seq)
        except ReturnedUnreadable as refused:
            raise CannotRenumber(id) from refused

    def _said(
        self, id: str, status: DecisionStatus, message: str, returned: Returned | None = None
    ) -> Decision:
        """Return a decision of now, without the number and place that it gets later."""
        return Decision(id, "", status, message, self.now(), 0, returned)

    def _put(self, said: Decision, of: Sequence[ApplicationState], *, by: str = "") -> bool:
        """Add a decision to an application whose state is one *of* these; False when it is not.

        The change of the state comes first: its row is the lock between two offices.
        """
        marks, id = ", ".join("?" * len(of)), said.id
        with self.store.transaction() as db:
            changed = db.execute(
                f"update application set status = ? where id = ? and status in ({marks})",  # noqa: S608
                [said.status.value, id, *(state.value for state in of)],
            ).rowcount
            if not changed:
                return False
            forget(db, id)
            release(db, id)  # a tablet hears the decisions in their order
            self._keep(db, replace(said, seq=last_number(self.store, id) + 1), by)
        return True

    def _keep(self, db: Statements, said: Decision, by: str) -> None:
        id, seq, status = said.id, said.seq, said.status.value
        kept = self.store.sealed_message(id, seq, said.message)
        db.execute(
            "insert into decision values (?, ?, ?, ?, ?, ?, ?, null)",
            [id, seq, status, kept, by, said.decided_at.isoformat(), self._sealed(said)],
        )
        if said.returned is not None:
            put_returned(self.store, db, id, seq, said.returned)
        if self.evidence is not None:
            self.evidence.write(db, "decided", clerk=by, envelope=id, status=status)

    def _sealed(self, said: Decision) -> bytes:
        """Return a decision with its application's number, sealed to its tablet.

        A typed body goes to a tablet that reads one; what it says is in the sentence as well.
        """
        found = self.store.application(said.id)
        device = Tablets(self.store).keys(found[0].holder) if found else None
        if found is None or device is None:
            raise DecisionRefused("申請の端末が承認されていません。")
        certificate = certificate_word(self.store, said.id)
        reads_body = Tablets(self.store).understands(found[0].holder, DECISION_WITH_BODY)
        named = replace(
            said,
            number=found[0].number or "",
            certificate=certificate,
            body=said.body if reads_body else None,
        )
        key = self.keys.answer_kid, self.keys.answer_key
        return seal_decision(named, found[0].holder, device[1], *key)


def _told(said: Decision, sentence: NumberSentence, number: str) -> Decision:
    """Return a decision that tells another receipt number, in a sentence and in fields."""
    return replace(said, message=sentence.said(number), body=sentence.body(number))


def _is_again(decisions: Sequence[DecisionRow], seen: int, said: tuple[str, str, str]) -> bool:
    """Tell whether the next decision after the page, or else the newest, is this very one."""
    newest = decisions[-1] if decisions else None
    one = next((one for one in decisions if one.seq > seen), newest)
    return one is not None and (one.status.value, one.message, one.clerk) == said
