"""What lies here damaged is not lent; its tablet hears that it is not here, and offers it again."""

import hashlib
import logging
from datetime import datetime

from sync.reception.attachments import missing
from sync.reception.store import Claimed, ReceptionStore, is_time
from sync.wire.envelope import Envelope
from sync.wire.errors import WireError

log = logging.getLogger(__name__)


def lend_whole(store: ReceptionStore, most: int, now: datetime, until: datetime) -> list[Claimed]:
    """Lend as :meth:`ReceptionStore.claim` does, but only what is whole, attachments and all.

    What is not, is noted as damaged: a flipped bit here must never look durable.
    """
    lent = store.claim(most, now, until)
    damaged = {one.id for one in lent if not _is_whole(store, one)}
    if damaged:
        store.note_damaged(sorted(damaged), now)
        log.error("damaged applications are not lent", extra={"facts": {"count": len(damaged)}})
    return [one for one in lent if one.id not in damaged]


def _is_whole(store: ReceptionStore, one: Claimed) -> bool:
    if hashlib.sha256(one.content).hexdigest() != one.digest or not is_time(one.received_at):
        return False
    try:
        header = Envelope.from_bytes(one.content).header
    except WireError:
        return False
    wanted = [(blob["sha256"], blob["len"]) for blob in header.blobs]
    return header.id == one.id and not missing(store, wanted)
