"""Writes one decided application as the city's systems read it, by the names of its definition."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sync.office.applications.opener import CannotOpen, HolderAway
from sync.office.applications.reading import ApplicationReader
from sync.office.exports.feed import Outcome
from sync.office.store.states import ApplicationState
from sync.office.store.store import ApplicationRow, OfficeStore
from sync.wire.individual_number import has_individual_number


@dataclass(frozen=True)
class Record:
    """One application: what the office says of it, and its answers by their export names.

    ``answers`` has the values of the GIF data models, as the tablet wrote them.
    """

    n: int
    number: str
    procedure: str
    head: dict[str, Any] = field(repr=False)
    answers: dict[str, Any] = field(repr=False)

    def to_json(self) -> dict[str, Any]:
        """Return it as the JSON export has it."""
        return {"n": self.n, "number": self.number, **self.head, "answers": self.answers}


@dataclass(frozen=True)
class ForAPerson:
    """An application that no file can carry: *why* says what a person has to do, no value."""

    n: int
    number: str
    why: str


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
        for outcome in outcomes:
            if only_accepted and outcome.status is not ApplicationState.ACCEPTED:
                continue
            found = self.store.application(outcome.application)
            if found is None or procedure not in ("", found[0].procedure):
                continue
            yield self._one(outcome, *found)

    def _one(self, outcome: Outcome, row: ApplicationRow, content: bytes) -> Record | ForAPerson:
        try:
            found = self.reader.exported(row.id, content)
        except HolderAway:
            raise
        except CannotOpen:
            return ForAPerson(outcome.n, row.city_number, "申請がもう一度ひらけません")
        answers = {answer["export"]: answer["value"] for answer in found["answers"]}
        for name, value in answers.items():
            if any(has_individual_number(text) for text in texts(value)):
                why = f"「{name}」に個人番号と見える12けたがあるため、書き出していません"
                return ForAPerson(outcome.n, row.city_number, why)
        return Record(
            outcome.n, row.city_number, row.procedure or "", head(outcome, row, found), answers
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
