"""Reads and writes the reception's secrets and settings, in files only its user may read."""

import json
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.errors import SyncError
from sync.reception.store.devices import Device
from sync.wire.city import NamedKey
from sync.wire.digest import sha256_hex
from sync.wire.durably import ONLY_ITS_USER, write_durably
from sync.wire.messages.decision_page import DecisionPage, sign_page
from sync.wire.messages.fork_notice import ForkNotice, sign_fork
from sync.wire.messages.lease import LONGEST, SHORTEST, USUAL, Lease, Order, sign_lease
from sync.wire.receipt import Receipt, sign_receipt

KEY_FILE = "receipt.key"
SETTINGS_FILE = "reception.json"


class NoReception(SyncError):
    """A folder that no reception was made in, or that lacks its database."""


@dataclass(frozen=True)
class ReceptionKeys:
    """The reception's signing key, the office's token, the city's keys and the lease's length.

    Raises:
        ValueError: no lease may run for so many days.
    """

    kid: str
    receipt_key: Ed25519PrivateKey = field(repr=False)
    office_token_sha256: str = field(repr=False)
    city_keys: frozenset[str]
    lease_days: int = USUAL.days
    relay_token_sha256: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        refuse_lease_days(self.lease_days)

    def sign(self, receipt: Receipt) -> str:
        """Return *receipt* as a signed token."""
        return sign_receipt(receipt, self.kid, self.receipt_key)

    def sign_page(self, page: DecisionPage) -> str:
        """Return *page* as a signed token."""
        return sign_page(page, self.kid, self.receipt_key)

    def lease(self, device: Device, now: datetime) -> str:
        """Return a signed lease: how long a tablet may open drafts, and the office's order."""
        until = now + timedelta(days=self.lease_days)
        return sign_lease(
            Lease(device.id, now, until, Order(device.lease_order)), self.kid, self.receipt_key
        )

    def fork(self, device: Device) -> str:
        """Return a signed notice for a tablet of which two copies are in use; else nothing."""
        if device.forked_at is None:
            return ""
        return sign_fork(ForkNotice(device.id, device.forked_at), self.kid, self.receipt_key)

    def is_office(self, token: str) -> bool:
        """Compare an office token in constant time; only its digest is kept here."""
        given = sha256_hex(token.encode())
        return secrets.compare_digest(given, self.office_token_sha256)

    def is_relay(self, token: str) -> bool:
        """Compare a relay's token in constant time; without one in the settings nobody is it."""
        given = sha256_hex(token.encode())
        return secrets.compare_digest(given, self.relay_token_sha256)


def make_keys(
    folder: Path, city_keys: list[str], office_token_sha256: str, lease_days: int = USUAL.days
) -> ReceptionKeys:
    """Make the reception's key and settings in *folder*.

    Raises:
        FileExistsError: the folder has them already.
        ValueError: no lease may run for *lease_days*.
    """
    if (folder / SETTINGS_FILE).exists():
        raise FileExistsError(folder / SETTINGS_FILE)
    refuse_lease_days(lease_days)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    settings = {
        "kid": make_receipt_key(folder).kid,
        "office_token_sha256": office_token_sha256,
        "city_keys": city_keys,
        "lease_days": lease_days,
    }
    write_settings(folder, settings)
    return load_keys(folder)


def make_relay_token(folder: Path, to: Path) -> None:
    """Write a new token for the relay into the file *to*; a worker knows it when it starts.

    Raises:
        NoReception: there is nothing to change.
    """
    settings, token = read_settings(folder), secrets.token_urlsafe(32)
    write_durably(to, token.encode(), ONLY_ITS_USER)
    write_settings(folder, {**settings, "relay_token_sha256": sha256_hex(token.encode())})


def set_lease_days(folder: Path, days: int) -> None:
    """Have leases run for *days*, 1 to 30; a worker reads it when it starts.

    Raises:
        NoReception: there is nothing to change.
        ValueError: not so many; nothing was changed.
    """
    refuse_lease_days(days)
    write_settings(folder, {**read_settings(folder), "lease_days": days})


def refuse_lease_days(days: int) -> None:
    """Raise ValueError unless a lease may run for so many days."""
    if not SHORTEST.days <= days <= LONGEST.days:
        raise ValueError(f"a lease runs for {SHORTEST.days} to {LONGEST.days} days")


def make_receipt_key(folder: Path) -> NamedKey:
    """Make a key in a file of its own, and return its public half; nothing is signed with it."""
    kid, key = f"receipt-{secrets.token_hex(4)}", Ed25519PrivateKey.generate()
    write_durably(key_path(folder, kid), key.private_bytes_raw(), ONLY_ITS_USER)
    return NamedKey(kid=kid, public=key.public_key().public_bytes_raw())


def key_path(folder: Path, kid: str) -> Path:
    """Return where the key of this id lies."""
    return folder / f"{kid}.key"


def read_settings(folder: Path) -> dict[str, Any]:
    """Return the settings; NoReception when there are none."""
    if not (folder / SETTINGS_FILE).exists():
        raise NoReception(
            f"{folder} holds no reception; make one: python -m sync.reception init --data {folder}"
            " --city-key … --office-token-sha256 …"
        )
    return dict(json.loads((folder / SETTINGS_FILE).read_text(encoding="utf-8")))


def write_settings(folder: Path, settings: dict[str, Any]) -> None:
    """Write the settings whole; a power cut leaves the ones before."""
    write_durably(folder / SETTINGS_FILE, json.dumps(settings, indent=1).encode())


def load_keys(folder: Path) -> ReceptionKeys:
    """Read what :func:`make_keys` made; NoReception when there is nothing."""
    settings = read_settings(folder)
    own = key_path(folder, settings["kid"])
    # The one key of a reception from before there was a second has no name.
    raw = (own if own.exists() else folder / KEY_FILE).read_bytes()
    return ReceptionKeys(
        kid=settings["kid"],
        receipt_key=Ed25519PrivateKey.from_private_bytes(raw),
        office_token_sha256=settings["office_token_sha256"],
        city_keys=frozenset(settings["city_keys"]),
        lease_days=int(settings.get("lease_days", USUAL.days)),
        relay_token_sha256=str(settings.get("relay_token_sha256", "")),
    )
