"""Opens an application and reads what is inside in a child process; keeps nothing in the clear."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sync.office.applications.opener import CannotOpen, Unsealed, unseal
from sync.office.applications.times import judged_at, lease_length
from sync.office.keys.keys import OfficeKeys
from sync.office.parsing import tasks
from sync.office.parsing.child import ChildReader, Ended, NotRead, Odd
from sync.office.parsing.evidence import Evidence
from sync.office.parsing.limits import CHECKING, EVIDENCE, PART, PRINTING, READING
from sync.office.parsing.signature import SignatureReport, SignatureVerdict
from sync.office.store.store import ApplicationRow, OfficeStore
from sync.wire.messages.request_kind import RequestKind
from sync.wire.messages.returned import Returned

NO_APPLICATION: Final = "封の中が申請の形ではありません。端末を確かめてください。"
UNKNOWN_KIND: Final = (
    "この申し出の種類（{kind}）は、このしくみがまだ知らないものです。届いたまま保管しています。"
    "しくみを新しくすると開きます。"
)
NO_PART: Final = "その書類は申請の中にないか、読めません。"
NO_ARRIVAL: Final = "到着の時刻が正しい時刻ではありません。"
# Why a reading was given up, for the clerk.
GIVEN_UP: Final = {
    Ended.TIME: "読むのに時間がかかりすぎるため、やめました",
    Ended.MEMORY: "読むのにメモリーを使いすぎるため、やめました",
    Ended.OUTPUT: "中身が大きすぎるため、やめました",
    Ended.CRASH: "読むとちゅうで、しくみが止まりました",
}


@dataclass(frozen=True)
class ReadApplication:
    """What the console shows of an application, the names of its parts, its marks, and its kana.

    ``alike`` is what it is compared with others by, see `sync.office.parsing.alike`.
    """

    document: dict[str, Any] = field(repr=False)
    parts: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    readings: tuple[str, ...] = field(default=(), repr=False)
    alike: dict[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class ReadPart:
    """One part of an application, and what type the tablet says that it has."""

    media_type: str
    content: bytes = field(repr=False)


class LimitPassed(CannotOpen):
    """The reading passed a limit: only a tablet that seals no honest application makes that."""


@dataclass(frozen=True)
class ApplicationReader:
    """Has applications opened and reads them; *trust* holds the authorities' certificates.

    The key holder opens the seal. What was in it is parsed in child processes only.
    """

    store: OfficeStore
    keys: OfficeKeys = field(repr=False)
    trust: Path | None = None
    reader: ChildReader = field(default_factory=ChildReader)

    def read(self, id: str, content: bytes) -> ReadApplication:
        """Return what the console shows of the application that is kept under *id*.

        Raises:
            CannotOpen: the seal stays shut, no application is in it, or a later kind of request.
            LimitPassed: it was given up at a limit of time, memory or output.
        """
        inside = unseal(id, content, self.keys.opener(), self.store)
        found = json.loads(self._run(tasks.read_application, READING, inside))
        parts = tuple(part["name"] for part in found["parts"])
        refuse_unknown_kind(found["document"])
        marks, readings = tuple(found["marks"]), tuple(found["readings"])
        return ReadApplication(found["document"], parts, marks, readings, found["alike"])

    def returned(self, id: str, content: bytes, asks: Mapping[str, str]) -> Returned:
        """Return the answers for the tablet, which are asked again by *asks*.

        Raises:
            CannotOpen: as `read` says.
        """
        inside = unseal(id, content, self.keys.opener(), self.store)
        found = json.loads(self._run(tasks.read_answers, READING, inside))
        return Returned.of({**found, "asks": dict(asks)}).fitting()

    def exported(self, id: str, content: bytes) -> dict[str, Any]:
        """Return what other systems get, as `tasks.read_export` has it. CannotOpen: as `read`."""
        inside = unseal(id, content, self.keys.opener(), self.store)
        found: dict[str, Any] = json.loads(self._run(tasks.read_export, READING, inside))
        return found

    def filed(self, id: str, content: bytes) -> tuple[dict[str, Any], bytes]:
        """Return what `exported` does and the form as it was signed; empty where it has none."""
        inside = unseal(id, content, self.keys.opener(), self.store)
        said, _, form = self._run(tasks.read_filed, PART, inside).partition(b"\0")
        return json.loads(said), form

    def part(self, id: str, content: bytes, name: str) -> ReadPart:
        """Return one part. CannotOpen: as `read` says, or there is no such part."""
        inside = unseal(id, content, self.keys.opener(), self.store)
        found = self._run(tasks.read_part, PART, inside, name, odd=NO_PART)
        media_type, _, part = found.partition(b"\0")
        return ReadPart(media_type.decode(), part)

    def form_with(self, id: str, content: bytes, evidence: Evidence) -> bytes:
        """Return the form with the evidence of its certificate's validity. CannotOpen: as `read`.

        What the tablet sealed stays as it is; the evidence stands behind its signed bytes.
        """
        inside = unseal(id, content, self.keys.opener(), self.store)
        return self._run(
            tasks.read_form_with, EVIDENCE, inside, evidence, self.authorities(), odd=NO_PART
        )

    def printed(self, forms: Sequence[bytes]) -> bytes:
        """Return the pages of several forms as one PDF. CannotOpen: a limit, or one is no form."""
        try:
            return self.reader.read(tasks.merge_forms, PRINTING, list(forms))
        except NotRead as ended:
            raise LimitPassed(f"まとめられません。{GIVEN_UP[ended.reason]}。") from ended
        except Odd as found:
            raise CannotOpen(NO_PART) from found

    def verdict(self, row: ApplicationRow, content: bytes) -> SignatureReport:
        """Check the form's signature as of the arrival, and as of the counter where that differs.

        A form that cannot be read within the limits has the verdict ``unknown`` and the reason.

        Raises:
            CannotOpen: the seal stays shut.
        """
        inside = unseal(row.id, content, self.keys.opener(), self.store)
        at = judged_at(row, lease_length(self.store))
        if at is None:
            return SignatureReport(SignatureVerdict.UNKNOWN, reason=NO_ARRIVAL)
        times = at.isoformat(), row.received_at
        try:
            said = self._run(tasks.read_signature, CHECKING, inside, self.authorities(), times)
        except LimitPassed as reason:
            return SignatureReport(SignatureVerdict.UNKNOWN, reason=str(reason))
        return SignatureReport(**json.loads(said))

    def _run(
        self,
        task: Any,
        limits: Any,
        inside: Unsealed,
        *more: object,
        odd: str = NO_APPLICATION,
    ) -> bytes:
        try:
            return self.reader.read(task, limits, inside.padded, inside.beside, *more)
        except NotRead as ended:
            raise LimitPassed(f"確認できません。{GIVEN_UP[ended.reason]}。") from ended
        except Odd as found:
            raise CannotOpen(odd) from found

    def authorities(self) -> list[bytes]:
        """Return the files of the trusted authorities, PEM or DER."""
        files = sorted(self.trust.glob("*")) if self.trust else []
        return [path.read_bytes() for path in files if path.suffix in (".pem", ".cer")]


def refuse_unknown_kind(document: Mapping[str, Any]) -> None:
    """Raise CannotOpen for a kind of request that a newer tablet sealed.

    It stays as it came and is tried again: the office that is brought up to date opens it.
    """
    if document["kind"] not in list(RequestKind):
        raise CannotOpen(UNKNOWN_KIND.format(kind=document["kind"]))
