"""Makes enrolment codes, and enrols the tablets that use one."""

import secrets
from datetime import datetime, timedelta
from typing import Final

from sync.errors import SyncError
from sync.reception.store.devices import Device, keep_device
from sync.reception.store.store import ReceptionStore
from sync.wire.digest import sha256_hex
from sync.wire.messages.lease import Order

VALID_FOR: Final = timedelta(minutes=10)
ALPHABET: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH: Final = 12  # 60 bits: docs/security.md says what a guesser's chance is
PREFIXES: Final = 4096


class EnrolmentCodeRefused(SyncError):
    """The code is unknown, used, or older than ten minutes."""


def new_code(store: ReceptionStore, now: datetime) -> str:
    """Make a one-time code of twelve letters (60 bits); only its digest is kept."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    with store.transaction() as db:
        db.execute(
            "insert into code values (?, ?, null)",
            [sha256_hex(code.encode()), (now + VALID_FOR).isoformat()],
        )
    return code


def take_device(
    store: ReceptionStore, code: str, name: str, keys: tuple[bytes, bytes], now: datetime
) -> Device:
    """Enrol a tablet with its public keys (sign, seal); the code is used up.

    A wrong code costs one look by key and no transaction.

    Raises:
        EnrolmentCodeRefused: see the class; nothing was changed.
    """
    digest = sha256_hex(code.upper().encode())
    is_open = "digest = ? and used_at is null and expires_at > ?"
    if not store.rows(f"select 1 from code where {is_open}", digest, now.isoformat()):  # noqa: S608
        raise EnrolmentCodeRefused
    with store.transaction() as db:
        used = db.execute(
            f"update code set used_at = ? where {is_open}",  # noqa: S608
            [now.isoformat(), digest, now.isoformat()],
        ).rowcount
        if used != 1:
            raise EnrolmentCodeRefused
        device = Device(
            id=secrets.token_hex(8),
            name=name[:60],
            sign_key=keys[0],
            seal_key=keys[1],
            number_prefix=_free_prefix(store),
            enrolled_at=now.isoformat(),
            approved_at=None,
            revoked_at=None,
            lease_order=Order.NONE.value,
            last_seen_at=None,
        )
        keep_device(store, device)
    return device


def _free_prefix(store: ReceptionStore) -> int:
    taken = {row[0] for row in store.rows("select number_prefix from device")}
    free = [prefix for prefix in range(PREFIXES) if prefix not in taken]
    if not free:
        raise EnrolmentCodeRefused
    return secrets.choice(free)
