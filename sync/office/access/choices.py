"""Remembers what each clerk chose for their own console."""

from dataclasses import dataclass
from typing import Final

from sync.office.store.store import OfficeStore

NO_KEYS: Final = "no_keys"


@dataclass(frozen=True)
class ClerkChoices:
    """The choices of an office's clerks; any thread of any worker may ask."""

    store: OfficeStore

    def have_keys(self, clerk: str, *, wanted: bool) -> None:
        """Let single letters be commands on this clerk's pages, or only what they type.

        WCAG 2.2, 2.1.4: who speaks to their computer, or hits keys by mistake, switches them off.
        """
        with self.store.transaction() as db:
            db.execute("delete from clerk_choice where clerk = ? and choice = ?", [clerk, NO_KEYS])
            if not wanted:
                db.execute("insert into clerk_choice values (?, ?)", [clerk, NO_KEYS])
