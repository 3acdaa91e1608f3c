"""What a clerk narrows the list to, and the condition in SQL that says the same."""

from collections.abc import Sequence, Set
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, Self

from sync.office.store.states import ApplicationState
from sync.wire.folding import folded
from sync.wire.japan import JAPAN
from sync.wire.receipt_number import LENGTH

NOBODY: Final = "-"  # in a filter: no department, nobody assigned, no mark
UNDECIDED: Final = "undecided"  # in ``status``: whatever a clerk still has to decide
OPEN: Final = (
    ApplicationState.NEW,
    ApplicationState.UNOPENED,
    ApplicationState.HELD,
    ApplicationState.RECEIVED,
)
CLOSED: Final = tuple(state for state in ApplicationState if state not in OPEN)
# As a clerk types it: the second application of a number ends in 2.
TYPED_NUMBER: Final = "number || case when nth > 1 then cast(nth as text) else '' end"
# Not by the index of a tablet's applications, which leads into each row: they are large.
OF_TABLET: Final = "coalesce(device, '')"
AT_VENUE: Final = f"{OF_TABLET} in (select id from device where venue = ?)"  # noqa: S608 - ours
AT_NO_VENUE: Final = f"{OF_TABLET} not in (select id from device where venue is not null)"  # noqa: S608 - ours
OF_NUMBER: Final = (
    "id in (select id from application where number = ?"  # noqa: S608 - our own words
    f" and ({TYPED_NUMBER}) like ? || '%')"
)
_GROUPS: Final = {"": tuple(ApplicationState), UNDECIDED: OPEN}


@dataclass(frozen=True)
class Condition:
    """Conditions joined by ``and``, and the values of their marks; empty for none."""

    parts: tuple[str, ...] = ()
    values: tuple[object, ...] = ()

    def joined(self, part: str, *values: object) -> "Condition":
        """Return this and one more condition."""
        return self.also(Condition((part,), values))

    def also(self, other: "Condition") -> "Condition":
        """Return both."""
        return Condition((*self.parts, *other.parts), (*self.values, *other.values))

    @property
    def sql(self) -> str:
        """What follows a condition on the state."""
        return "".join(f" and {part}" for part in self.parts)


@dataclass(frozen=True)
class ListFilter:
    """One choice of each; an empty one narrows nothing. Days are of the arrival, in Japan."""

    status: str = ""
    procedure: str = ""
    device: str = ""
    venue: str = ""
    department: str = ""
    assigned_to: str = ""
    mark: str = ""
    since: str = ""
    until: str = ""
    text: str = field(default="", repr=False)

    @classmethod
    def of(cls, given: Any) -> Self:
        """Return the filter that a form, or what was kept, says; unknown names are left out."""
        known = {one.name: str(given.get(one.name, "")).strip() for one in fields(cls)}
        return cls(**known)

    def to_json(self) -> dict[str, str]:
        """Return what `of` reads."""
        return {name: value for name, value in asdict(self).items() if value}

    @property
    def is_empty(self) -> bool:
        """Tell whether it narrows nothing."""
        return not self.to_json()

    @property
    def receipt_number(self) -> str:
        """The digits of a whole receipt number in the text; empty for any other text."""
        digits = folded(self.text)
        is_number = digits.isascii() and digits.isdigit() and len(digits) >= LENGTH
        return digits if is_number else ""

    @property
    def asks_for_sealed(self) -> bool:
        """Tell whether it asks for what the database holds sealed: names, titles, procedures."""
        return bool(self.procedure or (folded(self.text) and not self.receipt_number))

    def states(self, among: Sequence[ApplicationState]) -> list[ApplicationState]:
        """Return those of the states *among* which it lets through."""
        wanted = _GROUPS.get(self.status) or [one for one in among if one.value == self.status]
        return [one for one in among if one in wanted]

    def condition(self) -> Condition:
        """Return the condition on everything but state, procedure and text."""
        found = Condition()
        if self.device:
            found = found.joined(f"{OF_TABLET} = ?", self.device)
        if self.venue:
            is_none = self.venue == NOBODY
            found = found.joined(*((AT_NO_VENUE,) if is_none else (AT_VENUE, self.venue)))
        for name in ("department", "assigned_to"):
            if (value := getattr(self, name)) == NOBODY:
                found = found.joined(f"{name} is null")
            elif value:
                found = found.joined(f"{name} = ?", value)
        if self.mark:
            is_none = self.mark == NOBODY
            found = found.joined(*(("marks = ''",) if is_none else _has_mark(self.mark)))
        if since := moment_of(self.since):
            found = found.joined("received_at >= ?", since)
        if until := moment_of(self.until, days=1):
            found = found.joined("received_at < ?", until)
        return found


def of_number(digits: str) -> Condition:
    """Return the condition that a row has this whole receipt number, or begins with it."""
    return Condition().joined(OF_NUMBER, digits[:LENGTH], digits)


def of_departments(names: Set[str]) -> Condition:
    """Return the condition that a clerk of these departments may see a row; of none, every row."""
    if not names:
        return Condition()
    marks = ", ".join("?" * len(names))
    return Condition().joined(f"(department is null or department in ({marks}))", *sorted(names))


def moment_of(day: str, days: int = 0) -> str:
    """Return when *day* begins in Japan, as arrivals are written; empty when it is no day."""
    try:
        begins = datetime.combine(date.fromisoformat(day), time(), JAPAN) + timedelta(days)
    except (ValueError, OverflowError):
        return ""
    return begins.astimezone(UTC).replace(tzinfo=None).isoformat()


def _has_mark(mark: str) -> tuple[str, str]:
    return "' ' || marks || ' ' like ?", f"% {mark} %"
