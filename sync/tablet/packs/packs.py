"""Keeps the city's content packs: one is current, old ones stay while a draft needs them.

Files lie in a folder that has the pack's id, which binds every byte. Which
pack is current, what TUF trusts and the city's own file change together, in
one transaction of the store: a tablet that is switched off at any moment has
the old pack or the new one, whole.
"""

import json
import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final

from sync.errors import SyncError, WireError
from sync.tablet.errors import PackDamaged, PackRefused
from sync.tablet.packs.files import lay
from sync.tablet.store.store import Store
from sync.tablet.store.time_seen import PACK_CLOCK, TimeSeen
from sync.tablet.vault.taken_off import STAFF_LIST
from sync.tablet.vault.transfer import HALF_DONE
from sync.wire.city import CityFile, utc_now
from sync.wire.content.pack import CITY, MANIFEST, REVOKED, STAFF, Manifest, Revoked, without
from sync.wire.content.staff import StaffList
from sync.wire.digest import sha256_hex

if TYPE_CHECKING:
    from sync.tablet.packs.download import Fetch, Refreshed

TRUST: Final = "pack_trust"
CURRENT: Final = "pack_current"
ASKED_AT: Final = "pack_asked_at"
WORK: Final = "work"
AGEING_AFTER: Final = timedelta(days=7)
TOO_OLD_AFTER: Final = timedelta(days=30)


@dataclass(frozen=True)
class Pack:
    """One version of the city's content, verified; its files are plain and only read."""

    manifest: Manifest
    folder: Path

    @property
    def id(self) -> str:
        """The id of its manifest, which binds every byte."""
        return self.manifest.id


class PackShelf:
    """Updates, finds, pins and removes the packs of this tablet.

    *check* looks at a new pack's folder before it is taken and raises
    ValueError for one that this tablet cannot use; *apply* gets the new
    pack's city inside the transaction that makes it current.
    """

    def __init__(
        self,
        store: Store,
        folder: Path,
        *,
        check: Callable[[Path], object] = lambda _: None,
        apply: Callable[[CityFile], None] = lambda _: None,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._store, self._folder = store, folder
        self._check, self._apply, self._now = check, apply, now
        self._updating = Lock()

    def trust(self, root: bytes) -> None:
        """Trust the root that came with the enrolment; the thirty days count from now."""
        with self._store.atomic():
            self._put_trust({"root": root})
            self._store.put_setting(ASKED_AT, self.time().isoformat().encode())

    def update(self, fetch: "Fetch") -> Pack | None:
        """Take the city's newest pack; None without a root. Takes as long as the line does.

        Raises:
            PackRefused: it is not trusted or not usable.
            StoreFull: no room for it.
            SyncError: whatever *fetch* raises of the line.
            In every case the pack before it stays current and whole.
        """
        # Loaded here: at the start it would keep the first screen waiting.
        from sync.tablet.packs.download import Download

        with self._updating:
            trusted = self._trusted()
            if not trusted:
                return None
            download = Download(trusted, self._folder / WORK, fetch)
            refreshed = download.refresh()
            at = self._now() if refreshed.is_newer else self.time()
            if refreshed.first_expiry <= at:
                raise PackRefused("expired")
            current = self.current_id()
            reuse = self._folder / current if current else None
            manifest = download.files(self._folder, reuse)
            return self._switch(self.find(manifest.id), refreshed)

    def current_id(self) -> str | None:
        """Return the id of the pack in use; None before the first one."""
        found = self._store.setting(CURRENT)
        return found.decode() if found else None

    def current(self) -> Pack | None:
        """Return the pack in use; None before the first one. PackDamaged as in :meth:`find`."""
        id = self.current_id()
        return self.find(id) if id else None

    def find(self, id: str) -> Pack:
        """Return a pack by its id, every byte compared with what the city signed.

        Raises:
            PackDamaged: it is not here, or not as it was.
        """
        folder = self._folder / id
        try:
            manifest = Manifest.parse((folder / MANIFEST).read_bytes())
            found = {
                path.relative_to(folder).as_posix(): sha256_hex(path.read_bytes())
                for path in folder.rglob("*")
                if not path.is_dir()
            }
        except (OSError, WireError) as refused:
            raise PackDamaged from refused
        if manifest.id != id or found != {MANIFEST: sha256_hex(manifest.to_bytes())} | (
            manifest.files
        ):
            raise PackDamaged
        return Pack(manifest, folder)

    def keep(self, files: Mapping[str, bytes]) -> Pack:
        """Lay *files*, which came with the app, down as a pack that a visit can be pinned to.

        The city did not sign them: such a pack never becomes the current one. Twice is harmless.

        Raises:
            StoreFull: no room for it.
        """
        digests = {path: sha256_hex(content) for path, content in files.items()}
        manifest = Manifest(version=1, files=digests)  # the digests tell one from another
        with suppress(PackDamaged):
            return self.find(manifest.id)
        lay(self._folder / manifest.id, manifest, files)
        return self.find(manifest.id)

    def pin(self, visit: str, pack: Pack) -> None:
        """Keep *pack* for as long as the *visit* is there; joins an open transaction."""
        with self._store.atomic() as db:
            db.execute("insert or replace into pack_pin values (?, ?)", [visit, pack.id])

    def pinned(self) -> set[str]:
        """Return the ids of the packs that half-done visits of anybody need."""
        rows = self._store.rows(
            f"select distinct pack from pack_pin where visit in ({HALF_DONE})"  # noqa: S608
        )
        return {pack for (pack,) in rows}

    def prune(self, pinned: set[str]) -> None:
        """Remove every pack but the current one and *pinned*, and what an update left."""
        with self._updating:
            kept = pinned | {self.current_id()}
            for path in self._folder.glob("*"):
                if path.name not in kept:
                    shutil.rmtree(path, ignore_errors=True)
            with self._store.atomic() as db:
                db.execute(f"delete from pack_pin where visit not in ({HALF_DONE})")  # noqa: S608

    def age(self) -> timedelta:
        """Return how long ago the city last said that this is its newest pack.

        A clock that was set back makes it no younger, one that was far ahead no older. Zero
        without packs.
        """
        asked = self._asked_at()
        return max(timedelta(), self.time() - asked) if asked else timedelta()

    def is_too_old(self) -> bool:
        """Tell whether the city was not heard of for thirty days."""
        return self.age() > TOO_OLD_AFTER

    def time(self) -> datetime:
        """Return the present moment, or the highest believable one seen where that is later."""
        return self._seen.highest(self._asked_at() or self._now())

    @property
    def _seen(self) -> TimeSeen:
        return TimeSeen(self._store, PACK_CLOCK, self._now)

    def _asked_at(self) -> datetime | None:
        found = self._store.setting(ASKED_AT)
        return datetime.fromisoformat(found.decode()) if found else None

    def _switch(self, pack: Pack, refreshed: "Refreshed") -> Pack:
        try:
            city, staff = city_of(pack), staff_of(pack)
            self._check(pack.folder)
        except (ValueError, SyncError) as refused:
            raise PackRefused("unusable") from refused
        with self._store.atomic():
            self._put_trust(refreshed.metadata)
            self._store.put_setting(CURRENT, pack.id.encode())
            self._store.put_setting(STAFF_LIST, staff)
            if refreshed.is_newer:
                # The city signed anew, so a clock that once ran ahead is forgiven.
                self._seen.note(self._now())
            self._store.put_setting(ASKED_AT, self.time().isoformat().encode())
            self._apply(city)
        return pack

    def _trusted(self) -> dict[str, bytes]:
        found = self._store.setting(TRUST)
        return {role: text.encode() for role, text in json.loads(found or b"{}").items()}

    def _put_trust(self, metadata: dict[str, bytes]) -> None:
        texts = {role: content.decode() for role, content in metadata.items()}
        self._store.put_setting(TRUST, json.dumps(texts).encode())


def city_of(pack: Pack) -> CityFile:
    """Return the city as *pack* says it, without the sealing keys that it revokes.

    Raises:
        CityFileInvalid, WireError: a file of it has a mistake.
    """
    revoked = Revoked.parse((pack.folder / REVOKED).read_bytes())
    return without(CityFile.parse((pack.folder / CITY).read_bytes()), revoked.city_keys)


def staff_of(pack: Pack) -> bytes:
    """Return the city's list of staff in *pack*, empty where it has none.

    Raises:
        WireError: it has a mistake.
    """
    path = pack.folder / STAFF
    content = path.read_bytes() if path.exists() else b"{}"
    StaffList.parse(content)
    return content
