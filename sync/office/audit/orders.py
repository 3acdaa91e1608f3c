"""What an administrator says of a tablet: done and on record, in one transaction."""

from dataclasses import dataclass
from datetime import datetime

from sync.office.audit.log import OfficeEvidence
from sync.office.store.store import OfficeStore
from sync.office.tablets.tablet_orders import LeaseOrder
from sync.office.tablets.tablets import Tablets


@dataclass(frozen=True)
class Orders:
    """Approves and revokes tablets; the office's log says who did."""

    store: OfficeStore
    evidence: OfficeEvidence | None

    def approve(self, id: str, by: str, now: datetime) -> bool:
        """Do :meth:`Tablets.approve`; False where that refuses, and then nothing is on record."""
        with self.store.transaction() as db:
            is_done = Tablets(self.store).approve(id, by, now)
            if is_done and self.evidence is not None:
                self.evidence.write(db, "approved", clerk=by, device=id)
        return is_done

    def revoke(self, id: str, by: str, now: datetime, *, wipe: bool) -> bool:
        """Do :meth:`Tablets.revoke`; False when there is no such tablet."""
        with self.store.transaction() as db:
            is_done = Tablets(self.store).revoke(id, by, now, wipe=wipe)
            if is_done and self.evidence is not None:
                order = (LeaseOrder.WIPE if wipe else LeaseOrder.LOCK).value
                self.evidence.write(db, "revoked", clerk=by, device=id, order=order)
        return is_done
