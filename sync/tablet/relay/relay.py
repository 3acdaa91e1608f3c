"""The queue as one file on a USB stick, for days without a line; the carrier can read nothing."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sync.errors import ReceiptInvalid, WireError
from sync.tablet.errors import CarryFileRefused, ReceiptMismatch
from sync.tablet.outbox.outbox import Outbox
from sync.tablet.relay.carried import Carried
from sync.tablet.relay.relay_export import CarryFile, carry_out, file_name
from sync.wire.city import utc_now
from sync.wire.envelope import Envelope
from sync.wire.messages.relay_file import MOST, Load, read_load, write_load
from sync.wire.receipt import verify_receipt


@dataclass(frozen=True)
class Taken:
    """What a file brought: others' new applications, own ones, and receipts that settled."""

    applications: int = 0
    own: int = 0
    receipts: int = 0


@dataclass(frozen=True)
class Carry:
    """Export and import of one tablet."""

    outbox: Outbox
    now: Callable[[], datetime] = field(default=utc_now)

    @property
    def carried(self) -> Carried:
        """What this tablet carries for others."""
        return Carried(self.outbox.store, self.outbox.station, self.now)

    def applications(self, after: int = 0) -> CarryFile:
        """Return the queue, from the place *after* on, as :func:`carry_out` does."""
        return carry_out(self.outbox.store, self.outbox.station.device, self.now(), after)

    def receipts(self, after: int = 0) -> CarryFile:
        """Return the receipts of what was carried for others, to take back to them.

        More than one file takes are left for the next, from the place *after* on.
        """
        tokens = [token.encode() for token in self.carried.receipts()[after:]]
        given = tuple(tokens[: MOST - 1])
        name = file_name("receipts", self.outbox.station.device, self.now())
        content = write_load(Load("receipts", given))
        return CarryFile(
            name, len(given), content, after + len(given), left=len(tokens) - len(given)
        )

    def take(self, content: bytes) -> Taken:
        """Take what a file brings; taking it twice changes nothing.

        Raises:
            CarryFileRefused: not such a file, cut off or changed; nothing was taken.
            StorageLow, StoreFull: no room; nothing was taken.
        """
        try:
            load = read_load(content)
        except WireError as refused:
            raise CarryFileRefused from refused
        if load.kind == "applications":  # the work of others takes no room from this tablet's own
            self.outbox.store.space.refuse_when_low(len(content))
        with self.outbox.store.atomic():
            return self._settle(load) if load.kind == "receipts" else self._carry(load)

    def _carry(self, load: Load) -> Taken:
        taken = own = 0
        for item in load.items:
            if Envelope.from_bytes(item).header.device == self.outbox.station.device:
                own += 1
            else:
                taken += self.carried.put(item, load.attachments)
        return Taken(applications=taken, own=own)

    def _settle(self, load: Load) -> Taken:
        settled = 0
        for item in load.items:
            token = item.decode("ascii", errors="replace")
            try:
                receipt = verify_receipt(token, self.outbox.station.city.receipt_keys)
                settled += self.outbox.settle(receipt, token)
            except (ReceiptInvalid, ReceiptMismatch, KeyError):
                continue  # of another tablet, or no receipt: the others still count
        return Taken(receipts=settled)
