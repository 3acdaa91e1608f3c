"""Signs and writes the folder that the reception serves: TUF metadata and the files it names.

Root needs two of three keys. Root and targets are signed by hand, keys from a
safe; the timestamp is renewed by a timer. Every file is written under a new
name and ``timestamp.json`` last, so a publication that was cut off changed
nothing for any tablet. A new root comes after whatever its new keys sign.

Source: The Update Framework specification 1.0 §4 (metadata), §6.2 (consistent snapshots).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, TypeVar

from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import (
    Metadata,
    MetaFile,
    Root,
    Snapshot,
    TargetFile,
    Targets,
    Timestamp,
)

from sync.office.packs.content import refuse_silent_changes
from sync.office.packs.keys import KeyRing, name_of
from sync.office.packs.turns import PackMoved, in_turn
from sync.wire.city import utc_now
from sync.wire.content.pack import MANIFEST, Manifest
from sync.wire.digest import sha256_hex
from sync.wire.durably import write_durably

ROOT_KEYS: Final = 3
ROOT_THRESHOLD: Final = 2
LIFE: Final = {
    "root": timedelta(days=365),
    "targets": timedelta(days=180),
    "snapshot": timedelta(days=90),
    "timestamp": timedelta(days=7),
}
RENEW_SNAPSHOT_AT: Final = timedelta(days=30)
ROLES: Final = tuple(LIFE)

T = TypeVar("T", Root, Targets, Snapshot, Timestamp)


@dataclass(frozen=True)
class PackRepository:
    """Publishes one city's packs with the keys that are at hand."""

    folder: Path
    keys: KeyRing
    now: Callable[[], datetime] = field(default=utc_now)

    def init(self) -> None:
        """Make the keys and the first root.

        Raises:
            FileExistsError: there is a repository already; tablets trust its root.
        """
        if self._path("1.root.json").exists():
            raise FileExistsError(self._path("1.root.json"))
        root = Root(version=1, expires=self._until("root"), consistent_snapshot=True)
        signers = []
        for role in ROLES:
            made = [self.keys.make(role) for _ in range(ROOT_KEYS if role == "root" else 1)]
            for signer in made:
                root.add_key(signer.public_key, role)
            signers += made if role == "root" else []
        root.roles["root"].threshold = ROOT_THRESHOLD
        self._write("1.root.json", _signed(root, signers))

    def publish(self, content: Mapping[str, bytes], over: int | None = None) -> Manifest:
        """Sign *content* as the next version and make it the newest.

        Args:
            content: every file by its path.
            over: the number of the newest pack as the caller knows it; None where any is.

        Raises:
            KeyMissing, PackContentRefused, PackMoved: nothing was changed for any tablet.
        """
        with in_turn(self.folder):
            return self._publish(content, over)

    def _publish(self, content: Mapping[str, bytes], over: int | None) -> Manifest:
        signers = self._signers("targets")
        before = self.targets()
        if over is not None and over != (before.version if before else 0):
            raise PackMoved
        if before is not None:
            refuse_silent_changes(self.content_of(before), content)
        version = before.version + 1 if before else 1
        manifest = Manifest(version=version, files={p: sha256_hex(c) for p, c in content.items()})
        targets = Targets(version=version, expires=self._until("targets"))
        for path, raw in {MANIFEST: manifest.to_bytes(), **content}.items():
            targets.targets[path] = TargetFile.from_data(path, raw, ["sha256"])
            directory, _, name = path.rpartition("/")
            write_durably(self.folder / "targets" / directory / f"{sha256_hex(raw)}.{name}", raw)
        raw_targets = _signed(targets, signers)
        self._write(f"{version}.targets.json", raw_targets)
        self._seal(raw_targets)
        return manifest

    def refresh(self) -> None:
        """Sign a new timestamp, and a new snapshot a month before that one ends.

        Raises:
            KeyMissing: no online key is at hand.
            FileNotFoundError: nothing was published yet.
        """
        with in_turn(self.folder):
            timestamp = self._read(Timestamp, "timestamp.json")
            name = f"{timestamp.snapshot_meta.version}.snapshot.json"
            snapshot = self._read(Snapshot, name)
            if snapshot.expires - self.now() < RENEW_SNAPSHOT_AT:
                version = snapshot.meta["targets.json"].version
                self._seal(self._path(f"{version}.targets.json").read_bytes())
            else:
                self._stamp(self._path(name).read_bytes())

    def rotate(self, replaced: Sequence[str] = ()) -> Root:
        """Sign a new root; each key named in *replaced* (``timestamp-3f9a1c22``) is made anew.

        Two keys of the old root and two of the new one sign it. Whatever a
        replaced key had signed is signed again before, by the old key as well: it
        is good under either root, so a tablet never finds the two apart. Where the
        old key is lost, tablets keep what they have until the root is there. Cut
        off, the same command does the whole again.

        Raises:
            KeyMissing: nothing was changed for any tablet.
            ValueError: no key has that name.
        """
        old, root, signers = self.root(), self.root(), self._signers("root")
        root.version, root.expires = old.version + 1, self._until("root")
        roles = {self._replace(root, name) for name in replaced} - {"root"}
        signers += self.keys.of("root", root)
        for role in roles and {*roles, "snapshot", "timestamp"}:
            self.keys.of(role, root)
        targets = self.targets()
        if targets and roles:
            self._sign_again(targets, (root, old), is_stale="targets" in roles)
        self._write(f"{root.version}.root.json", _signed(root, signers))
        return root

    def root(self) -> Root:
        """Return the newest root. FileNotFoundError before :meth:`init`."""
        found = [int(path.name.split(".")[0]) for path in self._path("").glob("*.root.json")]
        return self._read(Root, f"{max(found, default=1)}.root.json")

    def targets(self) -> Targets | None:
        """Return what the newest pack holds; None before the first one."""
        if not self._path("timestamp.json").exists():
            return None
        snapshot = self._read(Timestamp, "timestamp.json").snapshot_meta.version
        meta = self._read(Snapshot, f"{snapshot}.snapshot.json").meta["targets.json"]
        return self._read(Targets, f"{meta.version}.targets.json")

    def targets_of(self, number: int) -> Targets:
        """Return what the pack of a number holds. FileNotFoundError where there is none."""
        return self._read(Targets, f"{number}.targets.json")

    def content_of(self, targets: Targets) -> dict[str, bytes]:
        """Return the files of a pack by their paths, the manifest among them."""
        found = {}
        for path, target in targets.targets.items():
            directory, _, name = path.rpartition("/")
            served = f"{target.hashes['sha256']}.{name}"
            found[path] = (self.folder / "targets" / directory / served).read_bytes()
        return found

    def expiries(self) -> dict[str, str]:
        """Return until when each role's newest metadata is good, for the city's calendar."""
        found: dict[str, datetime] = {"root": self.root().expires}
        if targets := self.targets():
            timestamp = self._read(Timestamp, "timestamp.json")
            snapshot = f"{timestamp.snapshot_meta.version}.snapshot.json"
            found["targets"], found["timestamp"] = targets.expires, timestamp.expires
            found["snapshot"] = self._read(Snapshot, snapshot).expires
        return {role: found[role].isoformat() for role in ROLES if role in found}

    def _replace(self, root: Root, name: str) -> str:
        """Put a new key into *root* for the one called *name*; return its role."""
        for role in ROLES:
            for keyid in root.roles[role].keyids:
                if name_of(role, keyid) == name:
                    root.revoke_key(keyid, role)
                    root.add_key(self.keys.make(role).public_key, role)
                    return role
        raise ValueError(f"no key is called {name}")

    def _sign_again(self, targets: Targets, roots: Sequence[Root], *, is_stale: bool) -> None:
        if is_stale:
            targets.version, targets.expires = targets.version + 1, self._until("targets")
            raw = _signed(targets, self._signers("targets", roots))
            self._write(f"{targets.version}.targets.json", raw)
        self._seal(self._path(f"{targets.version}.targets.json").read_bytes(), roots)

    def _seal(self, raw_targets: bytes, roots: Sequence[Root] = ()) -> None:
        """Sign a snapshot of *raw_targets*, then the timestamp that makes it the newest."""
        targets = Metadata[Targets].from_bytes(raw_targets).signed
        snapshot = Snapshot(version=1, expires=self._until("snapshot"))
        if self._path("timestamp.json").exists():
            last = self._read(Timestamp, "timestamp.json").snapshot_meta
            snapshot.version = last.version + 1
        snapshot.meta["targets.json"] = MetaFile.from_data(targets.version, raw_targets, ["sha256"])
        raw = _signed(snapshot, self._signers("snapshot", roots))
        self._write(f"{snapshot.version}.snapshot.json", raw)
        self._stamp(raw, roots)

    def _stamp(self, raw_snapshot: bytes, roots: Sequence[Root] = ()) -> None:
        snapshot = Metadata[Snapshot].from_bytes(raw_snapshot).signed
        timestamp = Timestamp(version=1, expires=self._until("timestamp"))
        if self._path("timestamp.json").exists():
            timestamp.version = self._read(Timestamp, "timestamp.json").version + 1
        timestamp.snapshot_meta = MetaFile.from_data(snapshot.version, raw_snapshot, ["sha256"])
        self._write("timestamp.json", _signed(timestamp, self._signers("timestamp", roots)))

    def _signers(self, role: str, roots: Sequence[Root] = ()) -> list[CryptoSigner]:
        """Return who signs for the newest of *roots*, and for those before where they can."""
        newest, *before = roots or (self.root(),)
        older = [signer for root in before for signer in self.keys.at_hand(role, root)]
        return self.keys.of(role, newest) + older

    def _until(self, role: str) -> datetime:
        return (self.now() + LIFE[role]).replace(microsecond=0)

    def _read(self, kind: type[T], name: str) -> T:
        signed = Metadata[T].from_bytes(self._path(name).read_bytes()).signed
        if not isinstance(signed, kind):
            raise ValueError(f"{name} is no {kind.type}")
        return signed

    def _write(self, name: str, content: bytes) -> None:
        write_durably(self._path(name), content)

    def _path(self, name: str) -> Path:
        return self.folder / "metadata" / name


def _signed(signed: T, signers: Sequence[CryptoSigner]) -> bytes:
    metadata = Metadata(signed)
    for signer in signers:
        metadata.sign(signer, append=True)
    return metadata.to_bytes()
