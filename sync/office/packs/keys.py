"""Makes and finds the keys that sign packs: one file a key, so that some can lie in a safe."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import Root

from sync.errors import SyncError
from sync.wire.durably import ONLY_ITS_USER, create_durably


class KeyMissing(SyncError):
    """Fewer keys of a role are at hand than its threshold needs; nothing was signed."""

    def __init__(self, role: str, found: int, needed: int) -> None:
        super().__init__(f"{role}: {found} of {needed} keys are at hand")
        self.role = role


@dataclass(frozen=True)
class KeyRing:
    """Finds keys in the folders that are at hand; writes new ones into the first."""

    folders: Sequence[Path]

    def make(self, role: str) -> CryptoSigner:
        """Make a key of *role* in a file only its user may read; durable when this returns."""
        signer = CryptoSigner.generate_ed25519()
        self.folders[0].mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self.folders[0] / f"{name_of(role, signer.public_key.keyid)}.pem"
        create_durably(path, signer.private_bytes, ONLY_ITS_USER)
        return signer

    def of(self, role: str, root: Root) -> list[CryptoSigner]:
        """Return the keys of *role* that *root* trusts and that are at hand.

        Raises:
            KeyMissing: fewer than the role's threshold.
        """
        found, threshold = self.at_hand(role, root), root.roles[role].threshold
        if len(found) < threshold:
            raise KeyMissing(role, len(found), threshold)
        return found

    def at_hand(self, role: str, root: Root) -> list[CryptoSigner]:
        """Return the keys of *role* that *root* trusts and that are here, enough or not."""
        names = [f"{name_of(role, keyid)}.pem" for keyid in root.roles[role].keyids]
        paths = [next((f / n for f in self.folders if (f / n).exists()), None) for n in names]
        return [_load(path) for path in paths if path is not None]


def name_of(role: str, keyid: str) -> str:
    """Return what a key's file is called, such as ``root-3f9a1c22``."""
    return f"{role}-{keyid[:8]}"


def _load(path: Path) -> CryptoSigner:
    key = load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError(f"{path.name} is no Ed25519 key")
    return CryptoSigner(key)
