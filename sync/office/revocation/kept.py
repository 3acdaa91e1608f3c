"""Keeps what was found of each application's certificate, and when it is asked again.

What was found is sealed like the verdict that it belongs to; lists are public and kept once.
"""

import base64
import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Final, Self

from sync.database.port import Statements
from sync.office.parsing.evidence import Evidence
from sync.office.revocation.finding import RevocationState, Unconfirmed
from sync.office.store.columns import UNREADABLE
from sync.office.store.marked import put_offices_marks
from sync.office.store.store import OfficeStore
from sync.wire.marks import Mark
from sync.wire.messages.decision import CertificateWord

COLUMN: Final = "revocation.content"
BEGIN: Final = (
    "insert into revocation (id, due_at, tries, content) values (?, ?, 0, null)"
    " on conflict (id) do update set due_at = excluded.due_at"
)
MARKED: Final = {
    RevocationState.REVOKED: (Mark.CERTIFICATE_REVOKED,),
    RevocationState.REVOKED_MEANWHILE: (Mark.CERTIFICATE_REVOKED,),
    RevocationState.UNKNOWN: (Mark.CERTIFICATE_UNCONFIRMED,),
}

# What goes back to the tablet; nothing before a source was asked.
TOLD: Final = {
    RevocationState.GOOD: CertificateWord.GOOD,
    RevocationState.REVOKED: CertificateWord.REVOKED,
    RevocationState.REVOKED_MEANWHILE: CertificateWord.REVOKED,
    RevocationState.REVOKED_LATER: CertificateWord.REVOKED_LATER,
    RevocationState.UNKNOWN: CertificateWord.UNKNOWN,
}


@dataclass(frozen=True)
class Failure:
    """Which source confirmed nothing, and why."""

    source: str
    reason: Unconfirmed


@dataclass(frozen=True)
class RevocationReport:
    """What is known of one certificate, by which source and as of when (ISO times).

    ``response`` is what the responder sent, ``lists`` the SHA-256 (hex) of the lists used:
    the evidence that a later reader checks again.
    """

    state: RevocationState = RevocationState.WAITING
    source: str = ""
    as_of: str = ""
    revoked_at: str = ""
    code: str = ""
    asked_at: str = ""
    failures: tuple[Failure, ...] = ()
    response: bytes = field(default=b"", repr=False)
    lists: tuple[str, ...] = ()

    @property
    def is_settled(self) -> bool:
        """Tell whether a source confirmed it."""
        return self.state not in (RevocationState.WAITING, RevocationState.UNKNOWN)

    def to_text(self) -> str:
        """Return it as the column holds it."""
        said = {**asdict(self), "response": base64.b64encode(self.response).decode()}
        return json.dumps(said, ensure_ascii=False)

    @classmethod
    def of(cls, text: str) -> Self:
        """Return what `to_text` wrote. ValueError, TypeError or KeyError for anything else."""
        said: dict[str, Any] = json.loads(text)
        failures = (Failure(one["source"], Unconfirmed(one["reason"])) for one in said["failures"])
        changed = {
            "state": RevocationState(said["state"]),
            "failures": tuple(failures),
            "response": base64.b64decode(said["response"]),
            "lists": tuple(said["lists"]),
        }
        return cls(**{**said, **changed})


def begin(db: Statements, id: str, at: datetime) -> None:
    """Have a certificate asked about from *at* on; joins the transaction of *db*."""
    db.execute(BEGIN, [id, at.isoformat()])


def ask_now(store: OfficeStore, id: str, at: datetime) -> None:
    """Have a certificate asked about once more; what is known stays until then."""
    with store.transaction() as db:
        db.execute("update revocation set due_at = ? where id = ?", [at.isoformat(), id])


def due(store: OfficeStore, at: datetime, most: int) -> list[tuple[str, int]]:
    """Return id and number of tries of what is to be asked now, the untried first."""
    return [
        (id, tries)
        for id, tries in store.rows(
            "select id, tries from revocation where due_at <= ? order by tries, due_at limit ?",
            *(at.isoformat(), most),
        )
    ]


def kept_report(store: OfficeStore, id: str) -> RevocationReport | None:
    """Return what is known; None where the form's signature gives nothing to ask about."""
    found = store.rows("select content from revocation where id = ?", id)
    if not found:
        return None
    text = store.cipher.opened(COLUMN, id, found[0][0])
    if text is None or text == UNREADABLE:  # under a key that is not here: it is asked anew
        return RevocationReport()
    try:
        return RevocationReport.of(text)
    except (ValueError, TypeError, KeyError):
        return RevocationReport()


def certificate_word(store: OfficeStore, id: str) -> CertificateWord | None:
    """Return what a decision tells the tablet of the certificate; None while nobody was asked."""
    report = kept_report(store, id)
    return TOLD.get(report.state) if report else None


def kept_evidence(store: OfficeStore, id: str) -> Evidence | None:
    """Return what showed a certificate valid or revoked; None while nothing is confirmed."""
    report = kept_report(store, id)
    if report is None or not report.is_settled:
        return None
    found = [
        store.rows("select content from revocation_list where digest = ?", digest)
        for digest in report.lists
    ]
    return Evidence(report.response, tuple(bytes(rows[0][0]) for rows in found if rows))


def put_report(
    store: OfficeStore, id: str, report: RevocationReport, due_at: datetime | None
) -> None:
    """Keep what was found, mark the application by it, and say when it is asked again."""
    sealed = store.cipher.seal(COLUMN, id, report.to_text())
    again = due_at.isoformat() if due_at else None
    with store.transaction() as db:
        db.execute(
            "update revocation set content = ?, due_at = ?, tries = tries + 1 where id = ?",
            [sealed, again, id],
        )
        put_offices_marks(db, id, MARKED.get(report.state, ()))


def put_off(store: OfficeStore, id: str, due_at: datetime | None) -> None:
    """Count one more try that found nothing, and say when the next is; nothing else changes."""
    again = due_at.isoformat() if due_at else None
    with store.transaction() as db:
        db.execute("update revocation set due_at = ?, tries = tries + 1 where id = ?", [again, id])


def put_lists(store: OfficeStore, lists: Iterable[bytes]) -> tuple[str, ...]:
    """Keep lists, each once; return the SHA-256 (hex) of each."""
    contents = {hashlib.sha256(one).hexdigest(): one for one in lists}
    with store.transaction() as db:
        for digest, content in contents.items():
            db.execute(
                "insert into revocation_list values (?, ?) on conflict (digest) do nothing",
                [digest, content],
            )
    return tuple(contents)
