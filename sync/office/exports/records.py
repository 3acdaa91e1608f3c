"""Writes one decided application as the city's systems read it, by the names of its definition."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from sync.office.applications.opener import CannotOpen, HolderAway
from sync.office.applications.reading import ApplicationReader
from sync.office.exports.feed import Outcome
from sync.office.store.states import ApplicationState
from sync.office.store.store import ApplicationRow, OfficeStore
from sync.wire.individual_number import has_individual_number

MISFIT: Final = "misfit"
T = TypeVar("T")


@dataclass(frozen=True)
class Record:
    """One application: what the office says of it, and its answers by their export names.

    ``answers`` has the values as the tablet wrote them; ``columns`` is their order in a table, as
    the definition declares it; ``gif`` are A票 and B票, or what does not fit them.
    """

    n: int
    number: str
    procedure: str
    head: dict[str, Any] = field(repr=False)
    answers: dict[str, Any] = field(repr=False)
    columns: tuple[str, ...] = ()
    gif: dict[str, Any] = field(default_factory=dict, repr=False)

    def to_json(self) -> dict[str, Any]:
        """Return it as the JSON export has it."""
        return {"n": self.n, "number": self.number, **self.head, "answers": self.answers}

    def to_gif(self) -> "dict[str, Any] | ForAPerson":
        """Return A票 and B票 with what the office says of it; a misfit goes to a person."""
        if MISFIT in self.gif or not self.gif:
            why = f"「{self.gif.get(MISFIT, '')}」がGIFの形に合いません"
            return ForAPerson(self.n, self.number, why)
        head = {"status": self.head["status"], "decided_at": self.head["decided_at"]}
        of = {"n": self.n, "number": self.number, "procedure": self.procedure}
        return {**of, **head, **self.gif}


@dataclass(frozen=True)
class ForAPerson:
    """An application that no file can carry: *why* says what a person has to do, no value."""

    n: int
    number: str
    why: str


@dataclass(frozen=True)
class Filed:
    """One application with the form that was signed; empty where it has none."""

    record: Record
    form: bytes = field(repr=False)


@dataclass(frozen=True)
class Records:
    """Opens outcomes again, one after another, and keeps nothing in the clear."""

    store: OfficeStore
    reader: ApplicationReader

    def of(
        self, outcomes: Iterable[Outcome], procedure: str = "", *, only_accepted: bool = False
    ) -> Iterator[Record | ForAPerson]:
        """Give the records of *outcomes*, of one procedure or of all.

        Raises:
            HolderAway: nobody opens seals now; what was not given yet is to be asked again.
        """
        for outcome, row, content in self._wanted(outcomes, procedure, only_accepted):
            found = _opened(outcome, row, lambda: self.reader.exported(row.id, content))  # noqa: B023 - called at once
            yield found if isinstance(found, ForAPerson) else _record(outcome, row, found)

    def filed(
        self, outcomes: Iterable[Outcome], procedure: str = "", *, only_accepted: bool = False
    ) -> Iterator[Filed | ForAPerson]:
        """Give records with their forms, one at a time; each seal is opened once. As `of`."""
        for outcome, row, content in self._wanted(outcomes, procedure, only_accepted):
            found = _opened(outcome, row, lambda: self.reader.filed(row.id, content))  # noqa: B023 - called at once
            if isinstance(found, ForAPerson):
                yield found
                continue
            record = _record(outcome, row, found[0])
            yield record if isinstance(record, ForAPerson) else Filed(record, found[1])

    def _wanted(
        self, outcomes: Iterable[Outcome], procedure: str, only_accepted: bool
    ) -> Iterator[tuple[Outcome, ApplicationRow, bytes]]:
        for outcome in outcomes:
            if only_accepted and outcome.status is not ApplicationState.ACCEPTED:
                continue
            found = self.store.application(outcome.application)
            if found is not None and procedure in ("", found[0].procedure):
                yield outcome, *found


def _opened(outcome: Outcome, row: ApplicationRow, read: Callable[[], T]) -> T | ForAPerson:
    try:
        return read()
    except HolderAway:
        raise
    except CannotOpen:
        return ForAPerson(outcome.n, row.city_number, "申請がもう一度ひらけません")


def _record(outcome: Outcome, row: ApplicationRow, found: Mapping[str, Any]) -> Record | ForAPerson:
    answers = {answer["export"]: answer["value"] for answer in found["answers"]}
    for name, value in [*answers.items(), *found["gif"].items()]:
        if any(has_individual_number(text) for text in texts(value)):
            why = f"「{name}」に個人番号と見える12けたがあるため、書き出していません"
            return ForAPerson(outcome.n, row.city_number, why)
    return Record(
        *(outcome.n, row.city_number, row.procedure or "", head(outcome, row, found), answers),
        columns=tuple(found["columns"]),
        gif=found["gif"],
    )


def head(outcome: Outcome, row: ApplicationRow, found: Mapping[str, Any]) -> dict[str, Any]:
    """Return what stands over the answers: the procedure, the times and who filed."""
    shown = found["document"]
    return {
        "id": row.id,
        "procedure": found["procedure"],
        "counter_accepted_at": shown["counter_accepted_at"],
        "received_at": row.received_at,
        "status": outcome.status.value,
        "decided_at": outcome.decided_at,
        "actor": (shown["actor"] or {}).get("kind"),
        "attachments": found["pictures"],
        "withdraws": (shown["withdrawal"] or {}).get("number"),
    }


def texts(value: Any) -> Iterator[str]:
    """Yield every text in a value."""
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)
    elif isinstance(value, str):
        yield value
