"""Counts which applications a clerk opened lately and did not decide: reading for its own sake."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from sync.office.store.store import OfficeStore

WITHIN_S: Final = 10 * 60
MOST_OPENED: Final = 20
COUNTED: Final = (
    "select count(*) from opened_lately where clerk = ? and opened_s > ? and not exists ("
    "select 1 from decision where decision.id = application and decision.clerk = ?)"
)


@dataclass(frozen=True)
class Openings:
    """The openings of the last ten minutes; any thread of any worker may ask."""

    store: OfficeStore
    now_s: Callable[[], float] = field(default=time.time)

    def are_many(self, clerk: str, application: str, proved_s: int) -> bool:
        """Note an opening; tell whether there are too many since the clerk proved who they are.

        What the clerk decided counts no more: a morning's work is not what is looked for.
        """
        now_s = int(self.now_s())
        with self.store.transaction() as db:
            db.execute("delete from opened_lately where opened_s <= ?", [now_s - WITHIN_S])
            db.execute(
                "insert into opened_lately (clerk, application, opened_s) values (?, ?, ?)"
                " on conflict (clerk, application) do update set opened_s = excluded.opened_s",
                [clerk, application, now_s],
            )
            ((count,),) = db.execute(COUNTED, [clerk, proved_s, clerk]).fetchall()
        return bool(count > MOST_OPENED)
