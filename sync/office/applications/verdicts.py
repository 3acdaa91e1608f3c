"""Checks the signature of each opened application once, and keeps the verdict with it."""

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Final

from sync.office.applications.opener import CannotOpen, HolderAway
from sync.office.applications.reading import ApplicationReader
from sync.office.parsing.signature import SignatureReport, SignatureVerdict
from sync.office.revocation.kept import begin
from sync.office.store.states import NOT_OPENED, in_sql
from sync.office.store.store import COLUMNS, ApplicationRow, OfficeStore
from sync.wire.city import utc_now

VERDICT_UNREADABLE: Final = (
    "庁内に残した確認の結果が読めません。情報システムの担当者に伝えてください。"
)
# Of these it is asked whether the certificate was revoked.
TRUSTED: Final = (SignatureVerdict.GOOD, SignatureVerdict.LAPSED)
LOT: Final = 50
LOT_S: Final = 5.0
OF_APPLICATION: Final = ", ".join(f"application.{one}" for one in COLUMNS.split(", "))
# The tablets in turn, one form each; forms that could not be checked put a tablet's next ones
# behind those of the others.
DUE: Final = (
    "with due as (select id, device, received_at,"  # noqa: S608 - our own words
    " row_number() over (partition by device order by received_at) as turn from application"
    f" where verdict is null and status not in {in_sql(*NOT_OPENED)}),"
    " trouble as (select device, count(*) as times from application"
    " where is_unread = 1 and device in (select device from due) group by device)"
    f" select {OF_APPLICATION}, application.content"
    " from due join application on application.id = due.id"
    " left join trouble on trouble.device = due.device"
    f" order by due.turn + coalesce(trouble.times, 0), due.received_at limit {LOT}"
)


@dataclass(frozen=True)
class Verdicts:
    """Checks forms in child processes; the console shows what is kept and parses none."""

    store: OfficeStore
    reader: ApplicationReader
    now: Callable[[], datetime] = field(default=utc_now)
    mono_s: Callable[[], float] = field(default=time.monotonic)

    def run_once(self) -> bool:
        """Check a lot of what has no verdict yet; return whether more may be due now.

        Nothing is checked before the office knows its authorities.
        """
        if self.reader.trust is None:
            return False
        end, due = self.mono_s() + LOT_S, self.store.rows(DUE)
        for *columns, content in due:
            try:
                self._check(self.store.application_row(columns), bytes(content))
            except HolderAway:
                return False  # no verdict is kept; the next round asks again
            if self.mono_s() > end:
                return True
        return len(due) == LOT

    def _check(self, row: ApplicationRow, content: bytes) -> None:
        try:
            report = self.reader.verdict(row, content)
        except HolderAway:
            raise
        except CannotOpen as reason:
            report = SignatureReport(SignatureVerdict.UNKNOWN, reason=str(reason))
        text = json.dumps(asdict(report), ensure_ascii=False)
        sealed = self.store.cipher.seal("application.verdict", row.id, text)
        is_unread = int(report.verdict is SignatureVerdict.UNKNOWN)
        with self.store.transaction() as db:
            db.execute(
                "update application set verdict = ?, is_unread = ? where id = ?",
                [sealed, is_unread, row.id],
            )
            if report.verdict in TRUSTED and report.authority:
                begin(db, row.id, self.now())


def report_of(row: ApplicationRow) -> SignatureReport | None:
    """Return the verdict that is kept with *row*; None while it waits for its check.

    One that cannot be read, as it is damaged or was sealed by a key that is not here, is
    ``unknown``: the page says so and shows the rest.
    """
    if row.verdict is None:
        return None
    try:
        kept = {name: str(value) for name, value in json.loads(row.verdict).items()}
        verdict = SignatureVerdict(kept.pop("verdict"))
        return SignatureReport(verdict, **kept)
    except (ValueError, TypeError, KeyError, AttributeError):
        return SignatureReport(SignatureVerdict.UNKNOWN, reason=VERDICT_UNREADABLE)
