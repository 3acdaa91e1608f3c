"""Does one thing to a selection of applications, each by itself, and says what was left out.

Accepting many at once is right only where nothing asks for a person: the city allows it for the
procedure, and the application has no mark, no twin, no doubt about its times or signature.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from sync.office.applications.assigning import assign
from sync.office.applications.decisions import Decisions
from sync.office.applications.refusals import DecisionRefused
from sync.office.applications.times import lease_length, time_mark
from sync.office.applications.verdicts import report_of
from sync.office.applications.withdrawals import WAITS, Withdrawals
from sync.office.casework.four_eyes import needs_two
from sync.office.casework.held_back import last_number
from sync.office.parsing.signature import SignatureVerdict
from sync.office.store import alike
from sync.office.store.alike import NEVER
from sync.office.store.states import FINALLY_DECIDED, ApplicationState
from sync.office.store.store import ApplicationRow, OfficeStore
from sync.office.tablets.tablets import Tablets
from sync.wire.messages.decision import DecisionStatus

ALLOWED: Final = "bulk_accept"  # the setting: the procedures that may be accepted many at once
SOUND: Final = (SignatureVerdict.NONE, SignatureVerdict.GOOD)
UNSOUND: Final = "署名の確認が終わっていないか、確かめが必要です"
MOST: Final = 200


class BulkAction(StrEnum):
    """What may be done to many at once."""

    ASSIGN = "assign"
    ACCEPT = "accept"


@dataclass(frozen=True)
class Candidate:
    """A selected application; ``seen`` is its newest decision, ``reason`` why it is left out."""

    row: ApplicationRow
    seen: int
    reason: str = ""


@dataclass(frozen=True)
class Bulk:
    """Looks at a selection, and does what was confirmed."""

    decisions: Decisions

    @property
    def store(self) -> OfficeStore:
        """The office's database."""
        return self.decisions.store

    def candidates(self, action: BulkAction, ids: Sequence[str]) -> list[Candidate]:
        """Return the selected applications, each with the reason for which it is left out."""
        rows = self.store.applications(ids[:MOST])
        if action is not BulkAction.ACCEPT:
            return [Candidate(row, last_number(self.store, row.id), _decided(row)) for row in rows]
        shared = alike.kinds_of(self.store, [row.id for row in rows])
        return [
            Candidate(
                row,
                last_number(self.store, row.id),
                self._not_to_accept(row) or _twin(row, shared),
            )
            for row in rows
        ]

    def run(
        self, action: BulkAction, seen: Mapping[str, int], *, by: str, to: str = ""
    ) -> list[Candidate]:
        """Do it to each by itself, as the clerk saw it; return all with what was refused."""
        return [
            one if one.reason else self._done(action, replace(one, seen=seen[one.row.id]), by, to)
            for one in self.candidates(action, list(seen))
        ]

    def _done(self, action: BulkAction, one: Candidate, by: str, to: str) -> Candidate:
        id = one.row.id
        try:
            if action is BulkAction.ASSIGN:
                assign(self.store, id, to, by=by, evidence=self.decisions.evidence)
            else:
                accepted = DecisionStatus.ACCEPTED
                self.decisions.decide(id, accepted, "", by=by, seen=one.seen)
        except DecisionRefused as refused:
            return replace(one, reason=str(refused))
        return one

    def _not_to_accept(self, row: ApplicationRow) -> str:
        """Return why a person has to look at this one before it is accepted; empty for none."""
        report, tablets = report_of(row), Tablets(self.store)
        reasons = (
            (_decided(row), row.status in FINALLY_DECIDED),
            ("受付済みではありません", row.status is not ApplicationState.RECEIVED),
            ("この手続きは、まとめて受理できません", row.procedure not in self._allowed()),
            ("二人で決める手続きです", needs_two(self.store, row, DecisionStatus.ACCEPTED)),
            ("印がついています", bool(row.marks)),
            ("同じ受付番号の申請があります", bool(self.store.same_number(row))),
            ("取下げの申し出です", bool(row.withdraws)),
            (WAITS, bool(Withdrawals(self.store).waiting(row))),
            ("出しなおしです。元の申請と見比べてください", bool(row.replaces)),
            ("受付の日を確かめてください", bool(time_mark(row, lease_length(self.store)))),
            (UNSOUND, report is None or report.verdict not in SOUND),
            ("ほかの申請とまだ見比べていません", row.compared in (None, NEVER)),
            ("端末が失効しています", bool(tablets.revoked_by(row.device, row.received_at))),
        )
        return next((reason for reason, holds in reasons if holds), "")

    def _allowed(self) -> frozenset[str]:
        return frozenset(self.store.setting(ALLOWED).split())


def _decided(row: ApplicationRow) -> str:
    return "もう決定しています" if row.status in FINALLY_DECIDED else ""


def _twin(row: ApplicationRow, shared: Mapping[str, object]) -> str:
    return "同じ申請か、同じ口座か、同じ世帯の人の申請がほかにあります" if row.id in shared else ""
