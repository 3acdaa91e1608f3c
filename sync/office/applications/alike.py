"""Compares applications by keyed digests: filed twice, listed in two, one account of two names.

Each is compared when it is opened. What an older office opened, or an older key made the
digests of, is read again lot by lot; what does not open any more says so on its page.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from sync.database.port import Statements
from sync.office.applications.opener import CannotOpen, HolderAway
from sync.office.applications.reading import ApplicationReader, ReadApplication
from sync.office.store.alike import APPLICANT, NEVER, Alike, Shared, put_alike
from sync.office.store.columns import AGREED_KEY
from sync.office.store.marked import put_found_marks
from sync.office.store.states import NOT_OPENED, in_sql
from sync.office.store.store import OfficeStore
from sync.wire.folding import folded

LOT: Final = 20
NO_KEY: Final = "-"  # in ``compared``: made by an office without a column key
COMPARED_BY: Final = "compared_by"  # the setting: the key that every digest was made by
WAITING: Final = (
    "select id, content from application where compared is null"  # noqa: S608 - our own words
    f" and status not in {in_sql(*NOT_OPENED)} order by received_at desc limit {LOT}"
)


def compare(store: OfficeStore, db: Statements, id: str, read: ReadApplication) -> None:
    """Keep the digests of an application that was just read; joins the transaction of *db*."""
    put_alike(db, id, shared_of(store, read.alike), store.cipher.current or NO_KEY)


def shared_of(store: OfficeStore, alike: dict[str, Any]) -> Iterator[Shared]:
    """Yield the digests of what `alike_of` found."""

    def digest(text: str) -> str:
        return store.cipher.digest("\n".join(map(folded, text.split("\n"))))

    person = digest(alike["person"])
    if filing := alike["filing"]:
        yield Shared(Alike.FILING, digest(f"{Alike.FILING}\n{filing}"), person)
    if applicant := alike["applicant"]:
        yield Shared(APPLICANT, digest(f"{APPLICANT}\n{applicant}"), person)
    for digested in dict.fromkeys(digest(f"{Alike.FILING}\n{one}") for one in alike["listed"]):
        yield Shared(Alike.LISTED, digested, person)
    for account in alike["accounts"]:
        yield Shared(Alike.ACCOUNT, digest(f"{Alike.ACCOUNT}\n{account}"), person)


@dataclass(frozen=True)
class Comparing:
    """Compares what stands here from before; the newest first, as a clerk decides those."""

    store: OfficeStore
    reader: ApplicationReader

    def run_once(self) -> bool:
        """Compare a lot; return whether more may wait.

        Only an office that has the newest column key does: the others' digests would not match.
        """
        key = self.store.cipher.current
        if key != (self.store.setting(AGREED_KEY) or key):
            return False
        self._begin_again(key or NO_KEY)
        rows = self.store.rows(WAITING)
        for id, content in rows:
            try:
                self._compare(id, bytes(content))
            except HolderAway:
                return False  # the next round asks again
        return len(rows) == LOT

    def _begin_again(self, key: str) -> None:
        """Have everything compared anew once another key makes the digests."""
        if self.store.setting(COMPARED_BY) == key:
            return
        with self.store.transaction() as db:
            db.execute("update application set compared = null where compared <> ?", [key])
            self.store.put_setting(COMPARED_BY, key)

    def _compare(self, id: str, content: bytes) -> None:
        try:
            read = self.reader.read(id, content)
        except HolderAway:
            raise
        except CannotOpen:
            with self.store.transaction() as db:
                put_alike(db, id, (), NEVER)
            return
        with self.store.transaction() as db:
            put_found_marks(db, id, read.marks)
            compare(self.store, db, id, read)
