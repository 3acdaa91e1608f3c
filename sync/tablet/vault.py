"""Who may open what: each member of staff's own key, under a passphrase and the device secret."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from sync.tablet.drafts import Drafts
from sync.tablet.errors import (
    Locked,
    PassphraseTooShort,
    StoreDamaged,
    VaultWiped,
    WrongDeviceSecret,
    WrongPassphrase,
)
from sync.tablet.sealing import open_value, seal_value
from sync.tablet.secret import DeviceSecret, derive
from sync.tablet.store import Store
from sync.wire.answer import Answer, open_answer
from sync.wire.city import NamedKey, utc_now

SCRYPT_N: Final = 2**17
FREE_TRIES: Final = 5
MOST_TRIES: Final = 10
FIRST_WAIT_S: Final = 30
SHORTEST_PASSPHRASE: Final = 12
PENDING_SEAL_KEY: Final = "pending_seal_key"


@dataclass(frozen=True)
class Staff:
    """A member of staff who may sign in on this tablet."""

    id: str
    name: str


class Shift:
    """A signed-in member of staff; the keys live here and nowhere else."""

    def __init__(self, staff: Staff, drafts: Drafts, seal_key: bytes) -> None:
        self.staff = staff
        self._drafts: Drafts | None = drafts
        self._seal_key: bytes | None = seal_key

    @property
    def drafts(self) -> Drafts:
        """The half-done visits of this member of staff.

        Raises:
            Locked: the shift was locked.
        """
        if self._drafts is None:
            raise Locked
        return self._drafts

    def open_answer(self, content: bytes, keys: tuple[NamedKey, ...]) -> Answer:
        """Open an answer that the city sealed to this tablet, see ``wire.answer``."""
        return open_answer(content, self.seal_key, keys)

    @property
    def seal_key(self) -> bytes:
        """The tablet's private key for answers; Locked after the lock."""
        if self._seal_key is None:
            raise Locked
        return self._seal_key

    def lock(self) -> None:
        """Forget every key; sealed rows stay as they are."""
        self._drafts = self._seal_key = None


@dataclass(frozen=True)
class Vault:
    """Sign-in, with a try counter that a restart does not reset."""

    store: Store
    secret: DeviceSecret
    scrypt_n: int = SCRYPT_N
    now: Callable[[], datetime] = field(default=utc_now)

    def staff(self) -> list[Staff]:
        """Return who may sign in."""
        return [Staff(*row) for row in self.store.rows("select id, name from staff order by id")]

    def add_staff(self, id: str, name: str, passphrase: str, *, by: Shift | None = None) -> Staff:
        """Add a member of staff with a key of their own.

        During enrolment nobody needs to be signed in; afterwards *by* is the
        colleague who vouches.

        Raises:
            PassphraseTooShort: under twelve characters.
            Locked: enrolment is over and nobody signed in vouches.
        """
        if len(passphrase) < SHORTEST_PASSPHRASE:
            raise PassphraseTooShort
        seal_key = by.seal_key if by else self._pending_seal_key()
        salt, dek = secrets.token_bytes(16), secrets.token_bytes(32)
        kek = self._kek(id, passphrase, salt, self.scrypt_n)
        row = [id, name, salt, self.scrypt_n, aes_key_wrap(kek, dek)]
        sealed_key = seal_value(dek, seal_key, f"staff/{id}/seal_key")
        with self.store.atomic() as db:
            db.execute(
                "insert into staff (id, name, salt, scrypt_n, wrapped_dek, sealed_seal_key)"
                " values (?, ?, ?, ?, ?, ?)",
                [*row, sealed_key],
            )
        return Staff(id, name)

    def close_enrolment(self) -> None:
        """From now on the tablet's private key opens through a signed-in person only."""
        self.store.remove_setting(PENDING_SEAL_KEY)
        self.store.scrub()

    def sign_in(self, id: str, passphrase: str) -> Shift:
        """Open this member of staff's key. Takes about 0.4 s by intent (scrypt).

        Raises:
            WrongPassphrase: with the tries left; ``wait_s`` > 0 means nothing was tried.
            VaultWiped: it was the tenth wrong one in a row.
            WrongDeviceSecret: this tablet's secret is missing.
        """
        found = self.store.rows(
            "select name, salt, scrypt_n, wrapped_dek, sealed_seal_key from staff where id = ?", id
        )
        if not found:
            raise WrongPassphrase(FREE_TRIES, 0)
        name, salt, cost, wrapped, sealed_key = found[0]
        self._count_a_try(id)
        try:
            dek = aes_key_unwrap(self._kek(id, passphrase, salt, cost), wrapped)
        except InvalidUnwrap:
            self._refuse(id)
        self._clear_tries(id)
        try:
            seal_key = open_value(dek, sealed_key, f"staff/{id}/seal_key")
        except StoreDamaged:
            dek = b""
            raise
        return Shift(Staff(id, name), Drafts(self.store, id, dek, self.now), seal_key)

    def _count_a_try(self, id: str) -> None:
        """Count before trying: a tablet switched off in between has used its try."""
        with self.store.atomic() as db:
            (wrong, until) = db.execute(
                "select wrong, wait_until from staff where id = ?", [id]
            ).fetchone()
            wait = (datetime.fromisoformat(until) - self.now()).total_seconds() if until else 0
            if wait > 0:
                raise WrongPassphrase(MOST_TRIES - wrong, int(wait) + 1)
            db.execute("update staff set wrong = wrong + 1 where id = ?", [id])

    def _refuse(self, id: str) -> None:
        ((wrong,),) = self.store.rows("select wrong from staff where id = ?", id)
        if wrong >= MOST_TRIES:
            self.secret.erase()
            raise VaultWiped
        if wrong >= FREE_TRIES:
            wait_s = FIRST_WAIT_S * 2 ** (wrong - FREE_TRIES)
            until = (self.now() + timedelta(seconds=wait_s)).isoformat()
            with self.store.atomic() as db:
                db.execute("update staff set wait_until = ? where id = ?", [until, id])
        raise WrongPassphrase(MOST_TRIES - wrong, 0)

    def _clear_tries(self, id: str) -> None:
        with self.store.atomic() as db:
            db.execute("update staff set wrong = 0, wait_until = null where id = ?", [id])

    def _kek(self, id: str, passphrase: str, salt: bytes, cost: int) -> bytes:
        secret = self.secret.load()
        if secret is None:
            raise WrongDeviceSecret
        stretched = Scrypt(salt=salt, length=32, n=cost, r=8, p=1).derive(passphrase.encode())
        return derive(stretched + secret, f"staff-kek/{id}")

    def _pending_seal_key(self) -> bytes:
        sealed, secret = self.store.setting(PENDING_SEAL_KEY), self.secret.load()
        if sealed is None or secret is None:
            raise Locked
        return open_value(derive(secret, PENDING_SEAL_KEY), sealed, PENDING_SEAL_KEY)
