"""Says which decisions are refused, and why, for the clerk (Japanese)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sync.office.applications.typed_text import refusal_of
from sync.office.applications.withdrawals import NOT_HERE, TOO_LATE, WAITS, Withdrawals
from sync.office.store.states import (
    CLERKS_DECISIONS,
    FINALLY_DECIDED,
    NOT_OPENED,
    ApplicationState,
)
from sync.office.store.store import ApplicationRow, DecisionRow, OfficeStore
from sync.wire.marks import Mark
from sync.wire.messages.decision import DecisionStatus


class DecisionRefused(Exception):
    """The decision was refused, nothing was stored; the text says why, for the clerk (Japanese).

    ``field`` names the part of the form that it is about; empty where it is about the whole.
    """

    def __init__(self, text: str, field: str = "") -> None:
        super().__init__(text)
        self.field = field


class DecidedMeanwhile(DecisionRefused):
    """Others decided after the clerk's page was drawn; *since* are those decisions."""

    def __init__(self, since: Sequence[DecisionRow]) -> None:
        super().__init__("この画面をひらいたあとに、この申請がかわりました。")
        self.since = tuple(since)


@dataclass(frozen=True)
class ClerksChoice:
    """What a clerk chose; ``knows_expired``: that the definition had ended was looked at."""

    status: str
    message: str
    knows_expired: bool = False


def chain_of(store: OfficeStore, id: str) -> list[str]:
    """Return the ids of an application, of what it corrects and of what corrects it, in order.

    Only those of one tablet, or of the one that goes on: no other corrects
    what a tablet sent. Whoever decides on one locks all of them, so that no two are decided.
    """
    rows = store.rows(
        "select other.id from application as own join application as other"
        " on (other.device in (own.device, own.handed_to)"
        " or own.device in (other.device, other.handed_to))"
        " and (other.id = own.id or other.id = own.replaces or other.replaces = own.id)"
        " where own.id = ?",
        id,
    )
    return sorted({str(other) for (other,) in rows})


def locked_with(store: OfficeStore, row: ApplicationRow) -> list[str]:
    """Return the ids of all that a decision on *row* may change or look at, in order."""
    withdrawals = Withdrawals(store)
    target = withdrawals.target(row)
    ids = {*chain_of(store, row.id), *(one.id for one in withdrawals.waiting(row))}
    if target is not None:
        ids |= {target.id, *(one.id for one in withdrawals.waiting(target))}
    return sorted(ids)


def refuse_shut(row: ApplicationRow | None) -> ApplicationRow:
    """Return an application that may be decided on; DecisionRefused for one that stays shut."""
    if row is None or row.status in NOT_OPENED:
        raise DecisionRefused("この申請は開かれていません。")
    if row.status is ApplicationState.HELD:
        raise DecisionRefused("元の申請がまだ届いていません。届くまで、または7日待ちます。")
    return row


def refuse_choice(store: OfficeStore, row: ApplicationRow, choice: ClerksChoice) -> None:
    """Raise DecisionRefused where *choice* is none that this application may get."""
    if choice.status not in CLERKS_DECISIONS:
        raise DecisionRefused("決定を選んでください。")
    if row.status in FINALLY_DECIDED:
        raise DecisionRefused("この申請は決定済みです。")
    if row.status is ApplicationState.REPLACED:
        raise DecisionRefused("この申請は出しなおされました。新しいほうの申請で決めてください。")
    if Withdrawals(store).waiting(row):
        raise DecisionRefused(WAITS)
    if row.withdraws:
        _refuse_withdrawal(store, row, choice)
    if choice.status == DecisionStatus.ACCEPTED:
        _refuse_to_accept(store, row, choice)
    elif not choice.message:
        raise DecisionRefused(
            "差し戻しと却下には、申請した人に伝える理由を書いてください。", "message"
        )
    if typed := refusal_of(choice.message):
        raise DecisionRefused(typed, "message")


def _refuse_withdrawal(store: OfficeStore, row: ApplicationRow, choice: ClerksChoice) -> None:
    if choice.status == DecisionStatus.RETURNED:
        raise DecisionRefused("取下げは差し戻せません。認めるか、認めないかを決めてください。")
    target = Withdrawals(store).target(row)
    if choice.status == DecisionStatus.ACCEPTED and target is None:
        raise DecisionRefused(NOT_HERE)
    if choice.status == DecisionStatus.ACCEPTED and target and target.status in FINALLY_DECIDED:
        raise DecisionRefused(TOO_LATE)


def _refuse_to_accept(store: OfficeStore, row: ApplicationRow, choice: ClerksChoice) -> None:
    if Mark.EXPIRED in row.marks.split() and not choice.knows_expired:
        raise DecisionRefused(
            "手続きの内容が期限切れです。受理するときは、確かめた印をつけてください。",
            "knows_expired",
        )
    found = [store.application(id) for id in chain_of(store, row.id) if id != row.id]
    if any(one[0].status is ApplicationState.ACCEPTED for one in found if one is not None):
        raise DecisionRefused(
            "この申請の元、または出しなおしが、もう受理されています。両方は受理できません。"
        )
