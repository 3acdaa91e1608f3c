"""Picks out of an application what it is compared with others by: the people, the accounts."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, Final

from sync.wire.japan import JAPAN

LONGEST: Final = 300
MOST_ACCOUNTS: Final = 20
MOST_LISTED: Final = 40
ACCOUNT: Final = ("bank_code", "branch_code", "account_type", "number")
FISCAL_YEAR_BEGINS: Final = 4
DAY, MONTH = "day", "month"
SUBJECT: Final = "subject"


def alike_of(document: dict[str, Any]) -> dict[str, Any]:
    """Return the texts to compare by, each empty where there is none.

    ``person`` is a name, ``applicant`` who filed, by name and birth date, ``filing`` the person,
    the procedure and the period that it is for, each of ``listed`` the ``filing`` that somebody
    of its lists of people would make, and each of ``accounts`` its bank, branch, type and number.

    Args:
        document: what the tablet sealed, of which `shown_of` was content with the rest.
    """
    person = _person(document)
    name = _text(person, "name")
    known_by = _text(person, "birth_date") or _text(person.get("address"), "text")
    procedure = document.get("procedure")
    period = _period(document)
    filing = [_text(procedure, "id"), name, known_by, period]
    listed = [[_text(procedure, "id"), *one, period] for one in _listed(document)]
    if document.get("withdrawal"):  # two of them are one, and take nothing twice
        filing, listed = [""], []
    return {
        "person": name,
        "applicant": _applicant(document),
        "filing": _whole(filing),
        "listed": list(dict.fromkeys(filter(None, map(_whole, listed))))[:MOST_LISTED],
        "accounts": list(dict.fromkeys(_accounts(document)))[:MOST_ACCOUNTS],
    }


def _applicant(document: dict[str, Any]) -> str:
    """Return who files, by name and birth date; empty where either is not known in full."""
    person = document.get("person")
    return _whole([_text(person, "name"), _birth(person)])


def _whole(texts: Sequence[str]) -> str:
    """Return the lines of what is compared; empty where one of them is not known."""
    return "\n".join(texts) if all(texts) else ""


def _birth(person: Any) -> str:
    """Return a birth date that is known in full; 1935-99-99 is half of Japan's of that year."""
    found = _text(person, "birth_date")
    try:
        return date.fromisoformat(found).isoformat()
    except ValueError:
        return ""


def _listed(document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield name and birth date of who stands in a list of people, as of a household."""
    for answer in document.get("answers") or []:
        rows = answer.get("value") if isinstance(answer, dict) else None
        for one in rows if isinstance(rows, list) else []:
            if isinstance(one, dict):
                yield _text(one.get("name"), "name"), _birth(one)


def _person(document: dict[str, Any]) -> dict[str, Any]:
    """Return whom the application is about."""
    people = document.get("people")
    for one in people if isinstance(people, list) else []:
        if isinstance(one, dict) and one.get("name") and SUBJECT in (one.get("roles") or ()):
            return one
    person = document.get("person")
    return person if isinstance(person, dict) else {}


def _period(document: dict[str, Any]) -> str:
    """Return the day, the month or the fiscal year of the counter; empty without its time."""
    at, procedure = document.get("counter_accepted_at"), document.get("procedure")
    if not isinstance(at, str):
        return ""
    day = datetime.fromisoformat(at).astimezone(JAPAN).date()
    period = _text(procedure, "period")
    if period == DAY:
        return day.isoformat()
    if period == MONTH:
        return f"{day:%Y-%m}"
    return str(day.year if day.month >= FISCAL_YEAR_BEGINS else day.year - 1)


def _accounts(document: dict[str, Any]) -> Iterator[str]:
    for answer in document.get("answers") or []:
        value = answer.get("value") if isinstance(answer, dict) else None
        parts = [_text(value, name) for name in ACCOUNT]
        if all(parts):
            yield "\n".join(parts)


def _text(of: Any, name: str) -> str:
    value = of.get(name) if isinstance(of, dict) else None
    return " ".join(value[:LONGEST].split()) if isinstance(value, str) else ""
