"""Fetches the city's newest pack by TUF, and gives it out only once all of it is verified.

Source: The Update Framework specification 1.0 §5 (client workflow), done by
``tuf.ngclient``; what TUF does not check (the clock of a tablet, the size of a
pack) is checked here.
"""

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from tuf.api import exceptions as tuf
from tuf.api.metadata import Metadata, Root, Snapshot, TargetFile, Targets, Timestamp
from tuf.ngclient import Updater, UpdaterConfig
from tuf.ngclient.fetcher import FetcherInterface

from sync.errors import WireError
from sync.tablet.errors import PackRefused, ServerRefused, StoreFull
from sync.tablet.packs.files import make_durable, remove_strays, write_changed
from sync.wire.content.pack import FILE_MOST, MANIFEST, METADATA_MOST, PACK_MOST, Manifest

Fetch = Callable[[str, int], bytes]
"""Returns a file below ``/v1/packs/`` of at most so many bytes; ServerRefused(404) without one."""

NOT_FOUND: Final = 404
TRUSTED: Final = ("root", "timestamp", "snapshot", "targets")
REASONS: Final[tuple[tuple[type[Exception], str], ...]] = (
    (tuf.ExpiredMetadataError, "expired"),
    (tuf.BadVersionNumberError, "rolled-back"),
    (tuf.UnsignedMetadataError, "not-signed"),
    (tuf.LengthOrHashMismatchError, "changed"),
    (tuf.DownloadLengthMismatchError, "too-large"),
    (tuf.DownloadHTTPError, "missing"),
    (WireError, "malformed"),
    (tuf.RepositoryError, "malformed"),
)
CONFIG: Final = UpdaterConfig(
    max_delegations=0,
    root_max_length=METADATA_MOST,
    snapshot_max_length=METADATA_MOST,
    targets_max_length=METADATA_MOST,
)


class LineFetcher(FetcherInterface):
    """Lets TUF fetch through the tablet's own line."""

    def __init__(self, fetch: Fetch) -> None:
        self._get = fetch

    def _fetch(self, url: str) -> Iterator[bytes]:
        most = METADATA_MOST if url.startswith("metadata/") else FILE_MOST
        try:
            yield self._get(url, most)
        except ServerRefused as refused:
            if refused.status != NOT_FOUND:
                raise
            raise tuf.DownloadHTTPError("no such file", NOT_FOUND) from refused


@dataclass(frozen=True)
class Refreshed:
    """The city's newest metadata, verified; ``is_newer`` than what was trusted before."""

    metadata: dict[str, bytes]
    is_newer: bool
    first_expiry: datetime


class Download:
    """One update in *work*, a folder for this alone; *trusted* is what was verified last."""

    def __init__(self, trusted: Mapping[str, bytes], work: Path, fetch: Fetch) -> None:
        self._trusted, self._work = trusted, work
        with refusals():
            shutil.rmtree(work, ignore_errors=True)
            work.mkdir(parents=True)
            for role in TRUSTED[1:]:
                if role in trusted:
                    (work / f"{role}.json").write_bytes(trusted[role])
            self._updater = Updater(
                str(work),
                "metadata/",
                target_base_url="targets/",
                fetcher=LineFetcher(fetch),
                config=CONFIG,
                bootstrap=trusted["root"],
            )

    def refresh(self) -> Refreshed:
        """Bring the metadata up to date.

        Raises:
            PackRefused: it is not to be trusted.
            SyncError: of the line, as *fetch* raises it.
        """
        with refusals():
            self._updater.refresh()
            found = {role: (self._work / f"{role}.json").read_bytes() for role in TRUSTED}
            known = self._trusted.get("timestamp")
            now = Metadata[Timestamp].from_bytes(found["timestamp"]).signed
            before = Metadata[Timestamp].from_bytes(known).signed.version if known else 0
            ends = [
                now.expires,
                Metadata[Root].from_bytes(found["root"]).signed.expires,
                Metadata[Snapshot].from_bytes(found["snapshot"]).signed.expires,
                Metadata[Targets].from_bytes(found["targets"]).signed.expires,
            ]
            return Refreshed(found, now.version > before, min(ends))

    def files(self, shelf: Path, reuse: Path | None) -> Manifest:
        """Lay the whole pack into a folder of *shelf* that has its id, durably.

        What is there already, or in the folder *reuse*, is not fetched again:
        an update over a poor line goes on where it stopped.

        Raises:
            PackRefused, StoreFull: nothing of it is in use.
            SyncError: of the line, as *fetch* raises it.
        """
        with refusals():
            manifest = Manifest.parse(self._manifest())
            targets = {path: self._target(path) for path in manifest.files}
            if any(t.hashes.get("sha256") != manifest.files[p] for p, t in targets.items()):
                raise PackRefused("changed")
            if sum(target.length for target in targets.values()) > PACK_MOST:
                raise PackRefused("too-large")
            folder = shelf / manifest.id
            for path, target in targets.items():
                self._lay(target, folder / path, reuse / path if reuse else None)
            write_changed(folder / MANIFEST, manifest.to_bytes())
            remove_strays(folder, {MANIFEST, *manifest.files})
            make_durable(folder)
            return manifest

    def _manifest(self) -> bytes:
        path = self._work / MANIFEST
        self._updater.download_target(self._target(MANIFEST), str(path))
        return path.read_bytes()

    def _target(self, path: str) -> TargetFile:
        target = self._updater.get_targetinfo(path)
        if target is None:
            raise PackRefused("missing")
        return target

    def _lay(self, target: TargetFile, path: Path, other: Path | None) -> None:
        if self._updater.find_cached_target(target, str(path)):
            return
        if other is not None and self._updater.find_cached_target(target, str(other)):
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(other, path)
            if self._updater.find_cached_target(target, str(path)):
                return
        self._updater.download_target(target, str(path))


@contextmanager
def refusals() -> Iterator[None]:
    """Turn errors of TUF and of the disk into PackRefused and StoreFull."""
    try:
        yield
    except OSError as error:
        raise StoreFull from error
    except (tuf.RepositoryError, tuf.DownloadError, WireError) as error:
        reason = next((word for kind, word in REASONS if isinstance(error, kind)), "missing")
        raise PackRefused(reason) from error
