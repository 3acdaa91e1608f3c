"""Signs and reads the sheet of one day: how many were handled, and where they are.

The tablet signs it, so that the city can compare it with what arrived.
"""

import base64
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sync.errors import SignatureInvalid, WireError
from sync.wire.canonical import canonical, parse_object

DOMAIN: Final = b"demado-day-sheet-v1\n"
WITH_LOG: Final = b"demado-day-sheet-v2\n"
COUNTS: Final = ("handled", "sent", "waiting", "quarantined", "given_up")


@dataclass(frozen=True)
class DaySheet:
    """How many applications of one day (Japan) were handled, and where they are at ``made_at``.

    ``office_log`` is the office's own signed head of its log, as the tablet last heard of it:
    one more place where the office can see that it lost rows. Empty before the first.
    """

    device: str
    day: str
    made_at: datetime
    handled: int
    sent: int
    waiting: int
    quarantined: int
    given_up: int
    office_log: str = ""

    @property
    def is_balanced(self) -> bool:
        """Whether every application that was handled is somewhere."""
        return self.handled == self.sent + self.waiting + self.quarantined + self.given_up


def sign_day_sheet(sheet: DaySheet, key: Ed25519PrivateKey) -> bytes:
    """Return the sheet as JSON with the signature of the tablet's *key*."""
    signature = base64.b64encode(key.sign(_signed(sheet))).decode()
    beside = {"office_log": sheet.office_log} if sheet.office_log else {}
    return canonical({"sheet": _values(sheet), "signature": signature, **beside})


def device_of(signed: bytes) -> str:
    """Return the id of the tablet that *signed* says it is from; nothing is checked yet.

    Raises:
        WireError: it is no day sheet.
    """
    return _parts(signed)[0].device


def read_day_sheet(signed: bytes, device_public: Ed25519PublicKey) -> DaySheet:
    """Return the sheet in *signed*.

    Raises:
        SignatureInvalid: that tablet did not sign it, or it was changed.
        WireError: it is no day sheet.
    """
    sheet, signature = _parts(signed)
    try:
        device_public.verify(signature, _signed(sheet))
    except InvalidSignature as refused:
        raise SignatureInvalid("the sheet was not signed by this tablet") from refused
    return sheet


def _parts(signed: bytes) -> tuple[DaySheet, bytes]:
    fields = parse_object(signed, "day sheet")
    try:
        values = fields["sheet"]
        made_at, office_log = (
            datetime.fromisoformat(values["made_at"]),
            fields.get("office_log", ""),
        )
        sheet = DaySheet(**{**values, "made_at": made_at, "office_log": office_log})
        signature = base64.b64decode(fields["signature"], validate=True)
    except (KeyError, TypeError, ValueError) as refused:
        raise WireError("not a day sheet") from refused
    texts = (sheet.device, sheet.day, sheet.office_log)
    if not all(isinstance(one, str) for one in texts) or any(
        type(getattr(sheet, name)) is not int for name in COUNTS
    ):
        raise WireError("not a day sheet")
    return sheet, signature


def _values(sheet: DaySheet) -> dict[str, Any]:
    values = {**asdict(sheet), "made_at": sheet.made_at.isoformat()}
    del values["office_log"]  # beside it, so that a sheet without one is as it always was
    return values


def _signed(sheet: DaySheet) -> bytes:
    """Return the bytes under the signature: with a head of the office's log, that as well."""
    if not sheet.office_log:
        return DOMAIN + canonical(_values(sheet))
    return WITH_LOG + canonical({"sheet": _values(sheet), "office_log": sheet.office_log})
