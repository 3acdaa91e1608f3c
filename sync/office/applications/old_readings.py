"""Looks through applications that an older office opened, for the readings they hold."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from sync.office.applications.opener import CannotOpen, HolderAway
from sync.office.applications.opening import kept_readings
from sync.office.applications.reading import ApplicationReader
from sync.office.store.states import NOT_OPENED, in_sql
from sync.office.store.store import OfficeStore

LOT: Final = 20
LOT_S: Final = 2.0
DUE: Final = (
    "select id, content from application where readings is null"  # noqa: S608 - our own words
    f" and status not in {in_sql(*NOT_OPENED)} order by received_at desc limit {LOT}"
)


@dataclass(frozen=True)
class OldReadings:
    """Fills the column lot by lot, the newest first; each application is opened once for it."""

    store: OfficeStore
    reader: ApplicationReader
    mono_s: Callable[[], float] = field(default=time.monotonic)

    def run_once(self) -> bool:
        """Look through a lot; return whether more may be left."""
        end, due = self.mono_s() + LOT_S, self.store.rows(DUE)
        for id, content in due:
            try:
                self._fill(id, bytes(content))
            except HolderAway:
                return False  # nothing is kept; the next round asks again
            if self.mono_s() > end:
                return True
        return len(due) == LOT

    def _fill(self, id: str, content: bytes) -> None:
        try:
            found = kept_readings(self.reader.read(id, content))
        except HolderAway:
            raise
        except CannotOpen:  # its key is gone: what the list shows of it is all there is
            found = ""
        sealed = self.store.cipher.seal("application.readings", id, found)
        with self.store.transaction() as db:
            db.execute("update application set readings = ? where id = ?", [sealed, id])
