"""Carries out an administrator's order on a tablet and logs it, in one transaction."""

from dataclasses import dataclass
from datetime import datetime

from sync.office.audit.log import OfficeEvidence
from sync.office.store.store import OfficeStore
from sync.office.tablets.tablets import Tablets
from sync.wire.messages.lease import Order


@dataclass(frozen=True)
class Orders:
    """Approves and revokes tablets; the office's log names who did it."""

    store: OfficeStore
    evidence: OfficeEvidence | None

    def approve(self, id: str, by: str, now: datetime) -> bool:
        """Approve a tablet, see :meth:`Tablets.approve`; False, and no log, when it refuses."""
        with self.store.transaction() as db:
            is_done = Tablets(self.store).approve(id, by, now)
            if is_done and self.evidence is not None:
                self.evidence.write(db, "approved", clerk=by, device=id)
        return is_done

    def rename(self, id: str, name: str, before: str, by: str, venue: str | None = None) -> bool:
        """Rename a tablet, see :meth:`Tablets.rename`; False, and no log, when it is stale."""
        with self.store.transaction() as db:
            is_done = Tablets(self.store).rename(id, name, before, venue)
            if is_done and self.evidence is not None:
                self.evidence.write(db, "device_renamed", clerk=by, device=id)
        return is_done

    def revoke(self, id: str, by: str, now: datetime, *, wipe: bool) -> bool:
        """Revoke a tablet, see :meth:`Tablets.revoke`; False when there is none of that id."""
        with self.store.transaction() as db:
            is_done = Tablets(self.store).revoke(id, by, now, wipe=wipe)
            if is_done and self.evidence is not None:
                order = (Order.WIPE if wipe else Order.LOCK).value
                self.evidence.write(db, "revoked", clerk=by, device=id, order=order)
        return is_done
