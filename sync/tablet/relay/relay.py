"""Exports the queue and receipts as relay files, and takes such files in."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sync.errors import ReceiptInvalid, WireError
from sync.tablet.errors import ReceiptMismatch, RelayFileRefused
from sync.tablet.outbox.outbox import Outbox
from sync.tablet.relay.carried import Carried
from sync.tablet.relay.relay_export import RelayFile, file_name, relay_file
from sync.wire.city import utc_now
from sync.wire.envelope import Envelope
from sync.wire.messages.relay_file import MOST, Load, RelayKind, read_load, write_load
from sync.wire.receipt import verify_receipt


@dataclass(frozen=True)
class RelayTaken:
    """Counts what a file brought: others' new applications, own ones, receipts that settled."""

    applications: int = 0
    own: int = 0
    receipts: int = 0


@dataclass(frozen=True)
class Relay:
    """Exports and imports the relay files of one tablet."""

    outbox: Outbox
    now: Callable[[], datetime] = field(default=utc_now)

    @property
    def carried(self) -> Carried:
        """What this tablet carries for others."""
        return Carried(self.outbox.store, self.outbox.enrolled, self.now)

    def applications(self, after: int = 0) -> RelayFile:
        """Return the queue, from the place *after* on, as :func:`relay_file` does."""
        return relay_file(self.outbox.store, self.outbox.enrolled.id, self.now(), after)

    def receipts(self, after: int = 0) -> RelayFile:
        """Return the receipts of what was carried for others, to take back to them.

        More than one file takes are left for the next, from the place *after* on.
        """
        tokens = [token.encode() for token in self.carried.receipts()[after:]]
        given = tuple(tokens[: MOST - 1])
        name = file_name(RelayKind.RECEIPTS, self.outbox.enrolled.id, self.now())
        content = write_load(Load(RelayKind.RECEIPTS, given))
        return RelayFile(
            name, len(given), content, after + len(given), left=len(tokens) - len(given)
        )

    def take(self, content: bytes) -> RelayTaken:
        """Take what a file brings; taking it twice changes nothing.

        Raises:
            RelayFileRefused: not such a file, cut off or changed; nothing was taken.
            StorageLow, StoreFull: no room; nothing was taken.
        """
        try:
            load = read_load(content)
        except WireError as refused:
            raise RelayFileRefused from refused
        if load.kind is RelayKind.APPLICATIONS:
            # The work of others takes no room from this tablet's own.
            self.outbox.store.space.refuse_when_low(len(content))
        with self.outbox.store.atomic():
            return self._settle(load) if load.kind is RelayKind.RECEIPTS else self._carry(load)

    def _carry(self, load: Load) -> RelayTaken:
        taken = own = 0
        for item in load.items:
            if Envelope.from_bytes(item).header.device == self.outbox.enrolled.id:
                own += 1
            else:
                taken += self.carried.put(item, load.attachments)
        return RelayTaken(applications=taken, own=own)

    def _settle(self, load: Load) -> RelayTaken:
        settled = 0
        for item in load.items:
            token = item.decode("ascii", errors="replace")
            try:
                receipt = verify_receipt(token, self.outbox.enrolled.city.receipt_keys)
                settled += self.outbox.settle(receipt, token)
            except (ReceiptInvalid, ReceiptMismatch, KeyError):
                continue  # of another tablet, or no receipt: the others still count
        return RelayTaken(receipts=settled)
