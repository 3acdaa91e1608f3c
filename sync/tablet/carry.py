"""The queue as one file on a USB stick, for days without a line; the carrier can read nothing."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sync.tablet.attachments import all_attachments
from sync.tablet.carried import Carried
from sync.tablet.errors import CarryFileRefused, ReceiptMismatch
from sync.tablet.outbox import Outbox
from sync.wire.carry import Kind, Load, read_load, write_load
from sync.wire.city import utc_now
from sync.wire.envelope import Envelope
from sync.wire.errors import ReceiptInvalid, WireError
from sync.wire.receipt import verify_receipt

SUFFIX: Final = "demado"


@dataclass(frozen=True)
class CarryFile:
    """A file to be saved; its name says the tablet and the time, and nothing of anyone."""

    name: str
    count: int
    content: bytes = field(repr=False)


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

    def applications(self) -> CarryFile:
        """Return everything without a durable receipt as one file; the queue stays as it is.

        What is stuck or was given up goes with it: the city may still want it.
        """
        store = self.outbox.store
        rows = store.rows("select id, sealed from outbox where sealed is not null order by seq")
        attachments: dict[str, bytes] = {}
        for id, _ in rows:
            attachments |= {one.digest: one.sealed for one in all_attachments(store, id)}
        items = tuple(bytes(sealed) for _, sealed in rows)
        return self._file("applications", Load("applications", items, attachments))

    def receipts(self) -> CarryFile:
        """Return the receipts of what was carried for others, to take back to them."""
        tokens = tuple(token.encode() for token in self.carried.receipts())
        return self._file("receipts", Load("receipts", tokens))

    def take(self, content: bytes) -> Taken:
        """Take what a file brings; taking it twice changes nothing.

        Raises:
            CarryFileRefused: not such a file, cut off or changed; nothing was taken.
            StoreFull: no room; nothing was taken.
        """
        try:
            load = read_load(content)
        except WireError as refused:
            raise CarryFileRefused from refused
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

    def _file(self, kind: Kind, load: Load) -> CarryFile:
        moment = self.now().strftime("%Y%m%dT%H%M%SZ")
        name = f"demado-{kind}-{self.outbox.station.device}-{moment}.{SUFFIX}"
        return CarryFile(name, len(load.items), write_load(load))
