"""Signs and verifies key leases: until when a tablet may open drafts, and the city's order."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.errors import LeaseInvalid, WireError
from sync.wire.city import NamedKey
from sync.wire.token import read_token, sign_token

TYPE: Final = "demado-lease"  # a receipt has none, so neither is ever taken for the other
SHORTEST: Final = timedelta(days=1)
USUAL: Final = timedelta(days=7)
LONGEST: Final = timedelta(days=30)


class Order(StrEnum):
    """What the city orders a tablet: ``lock`` lets nobody sign in, ``wipe`` erases every draft."""

    NONE = "none"
    LOCK = "lock"
    WIPE = "wipe"


@dataclass(frozen=True)
class Lease:
    """Until when one tablet may open half-done visits, and what it is ordered to do."""

    device: str
    issued_at: datetime
    until: datetime
    order: Order = Order.NONE


def sign_lease(lease: Lease, kid: str, key: Ed25519PrivateKey) -> str:
    """Return *lease* as a token, signed as receipts are, of a type of its own.

    Raises:
        ValueError: it does not run for 1 to 30 days, or a time has no zone.
    """
    _refuse_odd_times(lease)
    return sign_token(dict(lease_fields(lease)), kid, key, TYPE)


def verify_lease(token: str, keys: tuple[NamedKey, ...]) -> Lease:
    """Return the lease in *token* when one of the reception's receipt *keys* signed it.

    Raises:
        LeaseInvalid: no lease, another key, or a changed one.
    """
    try:
        return lease_from(read_token(token, keys, TYPE))
    except (WireError, KeyError, TypeError, ValueError) as refused:
        raise LeaseInvalid("no lease of the city") from refused


def lease_fields(lease: Lease) -> dict[str, str]:
    """Return *lease* as it is written."""
    return {
        "device": lease.device,
        "issued_at": lease.issued_at.isoformat(),
        "until": lease.until.isoformat(),
        "order": lease.order,
    }


def lease_from(fields: dict[str, Any]) -> Lease:
    """Return the lease in *fields*; ValueError, KeyError or TypeError when it is none."""
    if set(fields) != {"device", "issued_at", "until", "order"}:
        raise ValueError("fields")
    if not isinstance(fields["device"], str):
        raise ValueError("device")
    lease = Lease(
        fields["device"],
        datetime.fromisoformat(fields["issued_at"]),
        datetime.fromisoformat(fields["until"]),
        Order(fields["order"]),
    )
    _refuse_odd_times(lease)
    return lease


def _refuse_odd_times(lease: Lease) -> None:
    if lease.issued_at.tzinfo is None or lease.until.tzinfo is None:
        raise ValueError("a time of a lease has no zone")
    if not SHORTEST <= lease.until - lease.issued_at <= LONGEST:
        raise ValueError("a lease runs for 1 to 30 days")
