"""The reception's own secrets and settings, as files only its user may read."""

import hashlib
import json
import os
import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import get_args

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.database import rename_durably
from sync.reception.devices import Device
from sync.wire.answer_page import AnswerPage, sign_page
from sync.wire.errors import SyncError
from sync.wire.lease import LONGEST, SHORTEST, USUAL, Lease, Order, sign_lease
from sync.wire.receipt import Receipt, sign_receipt

KEY_FILE = "receipt.key"
SETTINGS_FILE = "reception.json"


class NoReception(SyncError):
    """A folder that no reception was made in, or that lacks its database."""


@dataclass(frozen=True)
class ReceptionKeys:
    """What the reception signs with and whom it lets in.

    Raises:
        ValueError: no lease may run for so many days.
    """

    kid: str
    receipt_key: Ed25519PrivateKey = field(repr=False)
    office_token_sha256: str = field(repr=False)
    city_keys: frozenset[str]
    lease_days: int = USUAL.days

    def __post_init__(self) -> None:
        if not SHORTEST.days <= self.lease_days <= LONGEST.days:
            raise ValueError(f"a lease runs for {SHORTEST.days} to {LONGEST.days} days")

    def sign(self, receipt: Receipt) -> str:
        return sign_receipt(receipt, self.kid, self.receipt_key)

    def sign_page(self, page: AnswerPage) -> str:
        return sign_page(page, self.kid, self.receipt_key)

    def lease(self, device: Device, now: datetime) -> str:
        """Sign until when a tablet may open its drafts, and what the office ordered of it."""
        order = get_args(Order)[get_args(Order).index(device.lease_order)]
        until = now + timedelta(days=self.lease_days)
        return sign_lease(Lease(device.id, now, until, order), self.kid, self.receipt_key)

    def is_office(self, token: str) -> bool:
        """Compare an office token in constant time; only its digest is kept here."""
        given = hashlib.sha256(token.encode()).hexdigest()
        return secrets.compare_digest(given, self.office_token_sha256)


def make_keys(
    folder: Path, city_keys: list[str], office_token_sha256: str, lease_days: int = USUAL.days
) -> ReceptionKeys:
    """Make the reception's key and settings in *folder*.

    Raises:
        FileExistsError: the folder has them already.
        ValueError: no lease may run for *lease_days*.
    """
    key, kid = Ed25519PrivateKey.generate(), f"receipt-{secrets.token_hex(4)}"
    made = ReceptionKeys(kid, key, office_token_sha256, frozenset(city_keys), lease_days)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(folder / KEY_FILE, flags, 0o600), "wb") as file:
        file.write(key.private_bytes_raw())
    _write_settings(folder, made)
    return made


def set_lease_days(folder: Path, days: int) -> None:
    """Have leases run for *days*, 1 to 30; a worker reads it when it starts.

    Raises:
        NoReception: there is nothing to change.
        ValueError: not so many; nothing was changed.
    """
    _write_settings(folder, replace(load_keys(folder), lease_days=days))


def load_keys(folder: Path) -> ReceptionKeys:
    """Read what :func:`make_keys` made.

    Raises:
        NoReception: there is nothing.
    """
    if not (folder / SETTINGS_FILE).exists():
        raise NoReception(
            f"{folder} holds no reception; make one: python -m sync.reception init --data {folder}"
            " --city-key … --office-token-sha256 …"
        )
    settings = json.loads((folder / SETTINGS_FILE).read_text(encoding="utf-8"))
    raw = (folder / KEY_FILE).read_bytes()
    return ReceptionKeys(
        kid=settings["kid"],
        receipt_key=Ed25519PrivateKey.from_private_bytes(raw),
        office_token_sha256=settings["office_token_sha256"],
        city_keys=frozenset(settings["city_keys"]),
        lease_days=int(settings.get("lease_days", USUAL.days)),
    )


def _write_settings(folder: Path, keys: ReceptionKeys) -> None:
    settings = {
        "kid": keys.kid,
        "office_token_sha256": keys.office_token_sha256,
        "city_keys": sorted(keys.city_keys),
        "lease_days": keys.lease_days,
    }
    unfinished = folder / f"{SETTINGS_FILE}.part"
    unfinished.write_text(json.dumps(settings, indent=1), encoding="utf-8")
    rename_durably(unfinished, folder / SETTINGS_FILE)
