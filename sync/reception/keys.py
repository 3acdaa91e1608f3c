"""The reception's own secrets and settings, as files only its user may read."""

import hashlib
import json
import os
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import get_args

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.reception.devices import Device
from sync.wire.answer_page import AnswerPage, sign_page
from sync.wire.errors import SyncError
from sync.wire.lease import USUAL, Lease, Order, sign_lease
from sync.wire.receipt import Receipt, sign_receipt

KEY_FILE = "receipt.key"
SETTINGS_FILE = "reception.json"


class NoReception(SyncError):
    """A folder that no reception was made in, or that lacks its database."""


@dataclass(frozen=True)
class ReceptionKeys:
    """What the reception signs with and whom it lets in."""

    kid: str
    receipt_key: Ed25519PrivateKey = field(repr=False)
    office_token_sha256: str = field(repr=False)
    city_keys: frozenset[str]
    lease_days: int = USUAL.days

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


def make_keys(folder: Path, city_keys: list[str], office_token_sha256: str) -> ReceptionKeys:
    """Make the reception's key and settings in *folder*.

    Raises:
        FileExistsError: the folder has them already.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = Ed25519PrivateKey.generate()
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(folder / KEY_FILE, flags, 0o600), "wb") as file:
        file.write(key.private_bytes_raw())
    settings = {
        "kid": f"receipt-{secrets.token_hex(4)}",
        "office_token_sha256": office_token_sha256,
        "city_keys": city_keys,
    }
    (folder / SETTINGS_FILE).write_text(json.dumps(settings, indent=1), encoding="utf-8")
    return load_keys(folder)


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
