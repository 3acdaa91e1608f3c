"""Gives and ends leaves to sign in with codes; each stands in the office's log."""

from collections.abc import Callable
from dataclasses import dataclass

from sync.office.access.orders import AccessRefused
from sync.office.access.roles import LOCK
from sync.office.access.totp import DAYS, TotpLeaves
from sync.office.audit.log import OfficeEvidence
from sync.office.store.store import OfficeStore
from sync.wire.events.event_kinds import person_id


@dataclass(frozen=True)
class LeaveOrders:
    """An administrator's orders on who may use codes, and how long."""

    store: OfficeStore
    evidence: OfficeEvidence | None
    now_s: Callable[[], float]

    def give(self, clerk: str, days: int, by: str) -> str:
        """Let a clerk use codes for so many days; return the code to be handed over.

        A leave from before ends, and with it what was begun by it.

        Raises:
            AccessRefused: no such clerk, it is *by* themselves, or another number of days.
        """
        if clerk == by:
            raise AccessRefused("自分には許可できません。ほかの管理者にたのんでください。")
        if days not in DAYS:
            raise AccessRefused(f"許可できるのは{DAYS[0]}日から{DAYS[-1]}日までです。")
        with self.store.transaction() as db:
            db.execute(LOCK)
            if not self.store.rows("select 1 from clerk where id = ?", clerk):
                raise AccessRefused("そのIDの人はいません。")
            code = self._leaves.give(db, clerk, by, days)
            if self.evidence is not None:
                person = person_id(clerk) or ""
                self.evidence.write(db, "codes_allowed", clerk=by, person=person, days=days)
        return code

    def end(self, clerk: str, by: str) -> None:
        """End a leave before its time; without one, nothing changes."""
        with self.store.transaction() as db:
            db.execute(LOCK)
            if self._leaves.end(db, clerk) and self.evidence is not None:
                person = person_id(clerk) or ""
                self.evidence.write(db, "codes_ended", clerk=by, person=person)

    @property
    def _leaves(self) -> TotpLeaves:
        return TotpLeaves(self.store, self.now_s)
