"""A vault with two invented members of staff, as the tests of the lifecycle need it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sync.tablet.device.secret import FileDeviceSecret, derive
from sync.tablet.store.sealing import seal_value
from sync.tablet.store.store import Store
from sync.tablet.vault.tries import Waits
from sync.tablet.vault.vault import PENDING_SEAL_KEY, Vault

AOI, ITSUKI = "demado-aoi-2026", "demado-itsuki-2026"
CANARY = "見本 太郎 KANARIYA".encode()
CHEAP = 2**10


@dataclass
class Clock:
    """Both clocks of a tablet, which only a test moves: ``at`` is the one that people set."""

    at: datetime = field(default_factory=lambda: datetime(2026, 11, 23, tzinfo=UTC))
    mono: float = 1000.0

    def __call__(self) -> datetime:
        return self.at

    def mono_s(self) -> float:
        return self.mono

    def go_on(self, time: timedelta) -> None:
        """Let time pass on both."""
        self.at += time
        self.mono += time.total_seconds()


@contextmanager
def staffed(folder: Path, clock: Clock) -> Iterator[Vault]:
    """Make a tablet whose staff are ``a`` (AOI) and ``b`` (ITSUKI)."""
    store = Store.open(folder / "tablet.db")
    secret = FileDeviceSecret(folder / "secret")
    key = derive(secret.create(), PENDING_SEAL_KEY)
    store.put_setting(PENDING_SEAL_KEY, seal_value(key, bytes(32), PENDING_SEAL_KEY))
    vault = Vault(store, secret, scrypt_n=CHEAP, now=clock, waits=Waits(clock.mono_s))
    vault.add_staff("a", "見本 あおい", AOI)
    vault.add_staff("b", "見本 いつき", ITSUKI)
    try:
        yield vault
    finally:
        store.close()


def reopened(vault: Vault, waits: Waits | None = None) -> Vault:
    """Close the store and open it again, as a restart does."""
    (path,) = {row[2] for row in vault.store.rows("pragma database_list") if row[1] == "main"}
    vault.store.close()
    store = Store.open(Path(path))
    return Vault(store, vault.secret, scrypt_n=CHEAP, now=vault.now, waits=waits or Waits())


def on_disk(folder: Path) -> bytes:
    """Return every byte of every file under *folder*."""
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
