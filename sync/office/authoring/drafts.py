"""Keeps drafts of definitions and how far each got; none is deleted, none is written over."""

import json
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sync.database import Statements
from sync.office.audit.log import OfficeEvidence
from sync.office.authoring.report import DraftReport
from sync.office.authoring.uploads import DraftKind, DraftUpload
from sync.office.store.store import OfficeStore
from sync.wire.city import utc_now

COLUMN: Final = "procedure_draft.reason"
COLUMNS: Final = (
    "id, procedure, version, kind, report, digest, authors, made_at, state, replaces, asked_by,"
    " asked_at, decided_by, decided_at, reason, pack"
)
PUT: Final = (
    "insert into procedure_draft (id, procedure, version, kind, source, report, digest, authors,"
    " made_at, state, replaces) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
LISTED: Final = 100
MEANWHILE: Final = "この案は、そのあいだに先へ進みました。画面をひらきなおしてください。"


class DraftRefused(Exception):
    """Nothing was changed; the text says why (Japanese)."""


class DraftState(StrEnum):
    """How far a draft got."""

    DRAFT = "draft"
    ASKED = "asked"
    RETURNED = "returned"
    APPROVED = "approved"  # and waits for the key that signs
    PUBLISHED = "published"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


OPEN: Final = (DraftState.DRAFT, DraftState.ASKED, DraftState.RETURNED)
WAITING: Final = (*OPEN, DraftState.APPROVED)


@dataclass(frozen=True)
class ProcedureDraft:
    """One draft, without the file that came.

    ``authors`` are all who wrote on it, those of the drafts that it ``replaces`` too; ``pack`` is
    the number of the pack in which it was published.
    """

    id: str
    procedure: str
    version: int
    kind: DraftKind
    report: DraftReport = field(repr=False)
    digest: str
    authors: tuple[str, ...]
    made_at: str
    state: DraftState
    replaces: str | None
    asked_by: str | None
    asked_at: str | None
    decided_by: str | None
    decided_at: str | None
    reason: str = field(repr=False)
    pack: int | None

    @property
    def is_open(self) -> bool:
        """Whether it may still be mended."""
        return self.state in OPEN

    @property
    def is_again(self) -> bool:
        """Whether it takes up what was published before."""
        return self.kind is DraftKind.AGAIN

    @property
    def hindrances(self) -> tuple[str, ...]:
        """Why nobody can be asked yet, in Japanese; nothing where somebody can."""
        return hindrances(self.report, is_again=self.is_again)

    def is_of(self, clerk: str) -> bool:
        """Tell whether a clerk wrote on it or asked for its approval, and so is no second one."""
        return clerk in self.authors or clerk == self.asked_by


def hindrances(report: DraftReport, *, is_again: bool) -> tuple[str, ...]:
    """Return why a draft cannot be published, in Japanese.

    What was published before needs no new case: it was tried when it was new.
    """
    mistakes = [one for one in report.mistakes if not (is_again and one.file.startswith("cases"))]
    found = [f"直すところが {len(mistakes)} か所あります。"] if mistakes else []
    if not report.draft or report.version is None:
        found = found or ["定義として読めません。"]
    elif not report.changes:
        found.append("出ているものと同じです。出すものがありません。")
    if report.lacking and not is_again:
        found.append(f"事例のない立場や分かれ目が {len(report.lacking)} あります。")
    return tuple(found)


@dataclass(frozen=True)
class ProcedureDrafts:
    """The drafts of an office; any thread of any worker may ask."""

    store: OfficeStore
    evidence: OfficeEvidence | None
    now: Callable[[], datetime] = field(default=utc_now)

    def put(
        self,
        upload: DraftUpload,
        report: DraftReport,
        by: str,
        replaces: ProcedureDraft | None = None,
    ) -> str:
        """Keep a draft and return its id; the one that it *replaces* goes no further.

        Raises:
            DraftRefused: that one is not open any more.
        """
        id, before = secrets.token_hex(8), replaces.authors if replaces else ()
        authors = json.dumps(sorted({*before, by}), ensure_ascii=False)
        kept = report.model_copy(update={"files": {}}).model_dump_json()
        row = [id, report.id, report.version or 0, upload.kind.value, upload.to_bytes(), kept,
               report.digest, authors, self._now(), DraftState.DRAFT.value,
               replaces.id if replaces else None]  # fmt: skip
        with self.store.transaction() as db:
            if replaces is not None:
                self._move(db, replaces.id, OPEN, "state = ?", DraftState.REPLACED.value)
            db.execute(PUT, row)
            self._write(db, "draft_made", by, id, digest=report.digest or upload.digest)
        return id

    def find(self, id: str) -> ProcedureDraft | None:
        """Return a draft; None where there is none."""
        rows = self.store.rows(f"select {COLUMNS} from procedure_draft where id = ?", id)  # noqa: S608
        return self._of(rows[0]) if rows else None

    def upload_of(self, row: ProcedureDraft) -> DraftUpload:
        """Return the file of a draft as it came."""
        ((raw,),) = self.store.rows("select source from procedure_draft where id = ?", row.id)
        return DraftUpload.parse(row.kind, bytes(raw))

    def waiting(self) -> list[ProcedureDraft]:
        """Return the drafts that somebody still works on, the newest first."""
        marks = ", ".join("?" * len(WAITING))
        return self._all(f"state in ({marks})", *(one.value for one in WAITING))

    def of(self, procedure: str) -> list[ProcedureDraft]:
        """Return the drafts of one procedure, the newest first."""
        return self._all("procedure = ?", procedure)

    def ask(self, id: str, by: str) -> None:
        """Ask for the approval of somebody else.

        Raises:
            DraftRefused: there is something to mend, or it is further by now.
        """
        row = self.find(id)
        if row is None or row.hindrances:
            raise DraftRefused("".join(row.hindrances) if row else MEANWHILE)
        was = (DraftState.DRAFT, DraftState.RETURNED)
        change = "state = ?, asked_by = ?, asked_at = ?"
        with self.store.transaction() as db:
            self._move(db, id, was, change, DraftState.ASKED.value, by, self._now())
            self._write(db, "draft_asked", by, id)

    def withdraw(self, id: str, by: str) -> None:
        """Go no further with a draft; it stays to be looked at. DraftRefused as above."""
        with self.store.transaction() as db:
            self._move(db, id, OPEN, "state = ?", DraftState.WITHDRAWN.value)
            self._write(db, "draft_withdrawn", by, id)

    def give_back(self, id: str, reason: str, by: str) -> None:
        """Give a draft back to its authors with the reason. DraftRefused as above."""
        was = (DraftState.ASKED, DraftState.APPROVED)
        sealed = self.store.cipher.seal(COLUMN, id, reason)
        change = "state = ?, decided_by = ?, decided_at = ?, reason = ?"
        with self.store.transaction() as db:
            self._move(db, id, was, change, DraftState.RETURNED.value, by, self._now(), sealed)
            self._write(db, "draft_returned", by, id)

    def approve(self, row: ProcedureDraft, by: str) -> None:
        """Approve a draft as the second person; of two at once the first one counts.

        Raises:
            DraftRefused: *by* wrote on it or asked, or nobody asks for its approval now.
        """
        if row.is_of(by):
            self._refuse(row.id, by, "same_person")
            raise DraftRefused("自分の案は承認できません。ほかの人に頼んでください。")
        change = "state = ?, decided_by = ?, decided_at = ?, reason = null"
        said = (DraftState.APPROVED.value, by, self._now())
        try:
            with self.store.transaction() as db:
                self._move(db, row.id, (DraftState.ASKED,), change, *said, not_by=by)
                self._write(db, "draft_approved", by, row.id, digest=row.digest)
        except DraftRefused:
            self._refuse(row.id, by, "not_asked")
            raise

    def note_published(self, db: Statements, row: ProcedureDraft, pack: int, by: str) -> None:
        """Note that a draft is in a pack, in the transaction that gave *db*; never twice."""
        was, change = (DraftState.APPROVED,), "state = ?, pack = ?"
        self._move(db, row.id, was, change, DraftState.PUBLISHED.value, pack)
        kind = "procedure_published"
        self._write(db, kind, by, row.id, procedure=row.procedure, version=row.version)

    def refuse_mistaken(self, row: ProcedureDraft, by: str) -> None:
        """Write into the log that an approved draft fits no more what is published."""
        self._refuse(row.id, by, "mistakes")

    def _move(
        self,
        db: Statements,
        id: str,
        was: Sequence[DraftState],
        change: str,
        *values: object,
        not_by: str = "",
    ) -> None:
        """Change a draft that is in one of the states *was*, and asked for by another clerk."""
        marks = ", ".join("?" * len(was))
        sql = (
            f"update procedure_draft set {change} where id = ? and state in ({marks})"  # noqa: S608
            " and coalesce(asked_by, '') <> ?"
        )
        states = [one.value for one in was]
        if db.execute(sql, [*values, id, *states, not_by or "-"]).rowcount != 1:
            raise DraftRefused(MEANWHILE)

    def _all(self, where: str, *values: str) -> list[ProcedureDraft]:
        sql = (
            f"select {COLUMNS} from procedure_draft where {where}"  # noqa: S608 - words of ours
            f" order by made_at desc, id limit {LISTED}"
        )
        return [self._of(row) for row in self.store.rows(sql, *values)]

    def _of(self, row: Sequence[Any]) -> ProcedureDraft:
        id, procedure, version, kind, report, digest, authors, made_at, state, *more = row
        replaces, asked_by, asked_at, decided_by, decided_at, reason, pack = more
        return ProcedureDraft(
            *(id, procedure, version, DraftKind(kind), DraftReport.model_validate_json(report)),
            *(digest, tuple(json.loads(authors)), made_at, DraftState(state), replaces),
            *(asked_by, asked_at, decided_by, decided_at),
            self.store.cipher.opened(COLUMN, id, reason) or "",
            pack,
        )

    def _refuse(self, id: str, by: str, why: str) -> None:
        if self.evidence is not None:
            self.evidence.put("approval_refused", clerk=by, draft=id, why=why)

    def _write(self, db: Statements, kind: str, by: str, id: str, **detail: str | int) -> None:
        if self.evidence is not None:
            self.evidence.write(db, kind, clerk=by, draft=id, **detail)

    def _now(self) -> str:
        return self.now().isoformat()
