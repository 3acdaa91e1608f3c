"""Keeps the key leases that come over the line, and writes their effect into the evidence."""

import logging
from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import Final

from sync.errors import SyncError
from sync.tablet.device.device import EnrolledDevice
from sync.tablet.evidence.evidence import EvidenceLog
from sync.tablet.vault.vault import Vault
from sync.wire.messages.lease import Order, verify_lease

log = logging.getLogger(__name__)

# A lease comes with every contact; one that runs on only seconds more is not worth a write.
WORTH_KEEPING: Final = timedelta(hours=1)


@dataclass(frozen=True)
class LeaseTaker:
    """Gives leases to one tablet's vault and logs what they changed."""

    vault: Vault
    enrolled: EnrolledDevice
    evidence: EvidenceLog

    def take(self, token: str) -> None:
        """Keep the lease in *token* when it is newer, and obey its order at once. Never raises."""
        try:
            offered = verify_lease(token, self.enrolled.city.receipt_keys)
            kept = self.vault.leases.kept()
            is_same = offered.order == kept.order and offered.until - kept.until < WORTH_KEEPING
            if is_same and not self.vault.leases.is_behind(offered.issued_at):
                return
            lease = self.vault.take_lease(token, self.enrolled)
        except SyncError as refused:
            log.warning("a lease was not taken: %s", type(refused).__name__)
            return
        if lease.order is Order.WIPE:
            self.evidence.note("wiped", cause="ordered")
        else:
            until = lease.until.astimezone(UTC).isoformat(timespec="milliseconds")
            self.evidence.note("lease_renewed", until=until)
