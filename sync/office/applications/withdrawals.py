"""Finds what a withdrawal takes back, and closes both together; a clerk confirms each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sync.office.store.states import FINALLY_DECIDED, ApplicationState
from sync.office.store.store import COLUMNS, ApplicationRow, OfficeStore
from sync.wire.receipt_number import LENGTH

MOST: Final = 5
MOST_CORRECTIONS: Final = 20
MOST_SHOWN: Final = 200
ALREADY: Final = "この申請は、もう取り下げられています。"
TOO_LATE: Final = (
    "この申請は、もう決定しています。取り下げたいときは、市役所の窓口か電話で相談してください。"
)
WAITS: Final = "取下げの申し出が届いています。先に、取下げを認めるかどうかを決めてください。"
NOT_HERE: Final = "取り下げる申請がありません。受付番号を申請した人に確かめてください。"


@dataclass(frozen=True)
class Withdrawals:
    """Reads withdrawals and what they take back."""

    store: OfficeStore

    def target(self, row: ApplicationRow) -> ApplicationRow | None:
        """Return what *row* takes back, or the correction that stands for it by now.

        None where it is not here, where its number is that of several, or for no withdrawal.
        """
        if not row.withdraws:
            return None
        name = "number" if len(row.withdraws) == LENGTH else "id"
        found = self._rows(f"{name} = ? and withdraws is null limit 2", row.withdraws)
        one = found[0] if len(found) == 1 else None
        for _ in range(MOST_CORRECTIONS):
            if one is None or one.status is not ApplicationState.REPLACED:
                return one
            holders = one.device, one.holder
            later = self._rows("replaces = ? and device in (?, ?) limit 1", one.id, *holders)
            one = later[0] if later else None
        return None

    def waiting(self, row: ApplicationRow) -> list[ApplicationRow]:
        """Return the withdrawals of *row* that nobody has decided on, the oldest first."""
        names, one = [], row
        for _ in range(MOST_CORRECTIONS):
            names += [one.id, one.number or ""]
            earlier = self._rows("id = ?", one.replaces) if one.replaces else []
            if not earlier or not earlier[0].is_held_by(one.device):
                break
            one = earlier[0]
        marks = ", ".join("?" * len(names))
        found = self._rows(
            f"withdraws in ({marks}) and status = ? order by received_at limit {MOST}",
            *names,
            ApplicationState.RECEIVED.value,
        )
        return [one for one in found if self._takes(one, row)]

    def asked_of(self, rows: Sequence[ApplicationRow]) -> frozenset[str]:
        """Return the ids of those of *rows* that an undecided withdrawal takes back."""
        found = self._rows(
            f"withdraws is not null and status = ? order by received_at limit {MOST_SHOWN}",
            ApplicationState.RECEIVED.value,
        )
        targets = {target.id for one in found if (target := self.target(one)) is not None}
        return frozenset(row.id for row in rows if row.id in targets)

    def too_late(self, row: ApplicationRow) -> tuple[ApplicationState, str] | None:
        """Return how the office itself ends a withdrawal of what is decided; None for a clerk's."""
        target = self.target(row)
        if target is None or target.status not in FINALLY_DECIDED:
            return None
        if target.status is ApplicationState.WITHDRAWN:
            return ApplicationState.ACCEPTED, ALREADY
        return ApplicationState.REJECTED, TOO_LATE

    def _takes(self, withdrawal: ApplicationRow, row: ApplicationRow) -> bool:
        target = self.target(withdrawal)
        return target is not None and target.id == row.id

    def _rows(self, where: str, *values: object) -> list[ApplicationRow]:
        rows = self.store.rows(f"select {COLUMNS} from application where {where}", *values)  # noqa: S608
        return [self.store.application_row(one) for one in rows]
