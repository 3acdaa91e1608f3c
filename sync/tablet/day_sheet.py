"""The sheet of one day: what was handled here, and where each of it is now, signed by the tablet.

``handled`` is counted from the numbers of the sealed envelopes, everything else
from their states; a row that had vanished would break the balance.
"""

import base64
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.tablet.outbox import Outbox
from sync.wire.canonical import canonical, parse_object
from sync.wire.errors import SignatureInvalid, WireError

DOMAIN: Final = b"demado-day-sheet-v1\n"
JAPAN: Final = timezone(timedelta(hours=9), "JST")
PLACES: Final = {
    "sealed": "waiting",
    "sending": "waiting",
    "receipted": "sent",
    "durable": "sent",
    "quarantined": "quarantined",
    "given_up": "given_up",
}


@dataclass(frozen=True)
class DaySheet:
    """How many applications of one day (Japan) were handled, and where they are at ``made_at``."""

    device: str
    day: str
    made_at: datetime
    handled: int
    sent: int
    waiting: int
    quarantined: int
    given_up: int

    @property
    def is_balanced(self) -> bool:
        """Whether every application that was handled is somewhere."""
        return self.handled == self.sent + self.waiting + self.quarantined + self.given_up


def make_day_sheet(outbox: Outbox, day: date, now: datetime) -> DaySheet:
    """Count one day."""
    begin = datetime.combine(day, time(), JAPAN)
    rows = outbox.store.rows("select seq, state, sealed_at from outbox order by seq")
    ours = [
        (seq, PLACES[state])
        for seq, state, at in rows
        if begin <= datetime.fromisoformat(at) < begin + timedelta(days=1)
    ]
    counts = Counter(place for _, place in ours)
    seqs = [seq for seq, _ in ours]
    return DaySheet(
        device=outbox.station.device,
        day=day.isoformat(),
        made_at=now,
        handled=max(seqs) - min(seqs) + 1 if seqs else 0,
        sent=counts["sent"],
        waiting=counts["waiting"],
        quarantined=counts["quarantined"],
        given_up=counts["given_up"],
    )


def sign_day_sheet(sheet: DaySheet, outbox: Outbox) -> bytes:
    """Return the sheet as JSON with the tablet's signature."""
    content = _values(sheet)
    signature = outbox.station.sign_key.sign(DOMAIN + canonical(content))
    return canonical({"sheet": content, "signature": base64.b64encode(signature).decode()})


def read_day_sheet(signed: bytes, device_public: Ed25519PublicKey) -> DaySheet:
    """Return the sheet in *signed*.

    Raises:
        SignatureInvalid: that tablet did not sign it, or it was changed.
        WireError: it is no day sheet.
    """
    fields = parse_object(signed, "day sheet")
    try:
        values = _object(fields["sheet"])
        sheet = DaySheet(**{**values, "made_at": datetime.fromisoformat(values["made_at"])})
        signature = base64.b64decode(fields["signature"], validate=True)
        device_public.verify(signature, DOMAIN + canonical(_values(sheet)))
    except (KeyError, TypeError, ValueError) as refused:
        raise WireError("not a day sheet") from refused
    except InvalidSignature as refused:
        raise SignatureInvalid("the sheet was not signed by this tablet") from refused
    return sheet


def _values(sheet: DaySheet) -> dict[str, Any]:
    return {**asdict(sheet), "made_at": sheet.made_at.isoformat()}


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError
    return value
