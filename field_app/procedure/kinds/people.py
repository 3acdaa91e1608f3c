"""Validate, show and export people: one, or a list such as a household's or its children's.

Each has a name with its reading, and what the question names of birth date, relation and
address; an address may be the same as the applicant's. The order is the one that was entered.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from field_app.lookup.tables import Tables
from field_app.procedure.definition.model import Question
from field_app.procedure.definition.refused import AnswerRefused
from field_app.procedure.kinds import address, date, person_name, text
from field_app.procedure.kinds.kind import Kind, ValidationContext, Words
from field_app.procedure.spoken.aloud import PAUSE

MOST: Final = 10
SAME: Final = "same"
RELATION: Final = Question(id="relation", kind="text", maximum=20)
BIRTH: Final = Question(id="birth_date", kind="date", fact="birth_date")
ADDRESS: Final = Question(id="address", kind="address")


def validate_people(
    question: Question, raw: Any, context: ValidationContext
) -> list[dict[str, Any]]:
    """Return everybody of whom something was entered, in order.

    Raises:
        AnswerRefused: too few or too many, or something of one, named by its number.
    """
    rows = [row for row in raw or () if isinstance(row, Mapping) and _is_begun(row)]
    low, high = question.minimum or int(question.required), question.maximum or MOST
    if len(rows) < low:
        raise AnswerRefused("kinds.p_people_few", low=low)
    if len(rows) > high:
        raise AnswerRefused("kinds.p_people_many", high=high)
    return [_person(question, row, number, context) for number, row in enumerate(rows, 1)]


def _is_begun(row: Mapping[str, Any]) -> bool:
    """Tell whether something was entered; a copied address alone is nobody."""
    entered = (row.get(part) for part in ("name", "birth_date", "relation"))
    return any(
        any(str(value or "").strip() for name, value in one.items() if name not in SETTINGS)
        if isinstance(one, Mapping)
        else bool(one)
        for one in entered
    )


# What an entry says of itself, not of the person.
SETTINGS: Final = ("era", "unknown", "whole", "added")


def _person(
    question: Question, row: Mapping[str, Any], number: int, context: ValidationContext
) -> dict[str, Any]:
    checks: dict[str, Callable[[Any], Any]] = {
        "name": lambda raw: person_name.validate_person_name(question, raw, context),
        "birth_date": lambda raw: date.validate_date(BIRTH, raw, context),
        "relation": lambda raw: text.validate_text(RELATION, raw, context),
        "address": lambda raw: _address(raw, context),
    }
    found: dict[str, Any] = {}
    for part in ("name", *question.parts):
        try:
            found[part] = checks[part](row.get(part))
        except AnswerRefused as refused:
            raise AnswerRefused(f"kinds.p_people_{part}", number=number) from refused
    return found


def _address(raw: Any, context: ValidationContext) -> Any:
    """Return ``same``, or an address of its own."""
    return SAME if raw == SAME else address.validate_address(ADDRESS, raw, context)


def shown_people(_: Question, value: Any, words: Words) -> str:
    """Return a line a person: 見本　花子（ミホン ハナコ） 妻 昭和15年3月2日（1940年） 同じ住所."""
    return "\n".join(" ".join(_shown(one, words)) for one in value)


def _shown(one: Mapping[str, Any], words: Words) -> Iterator[str]:
    yield person_name.shown_person_name(RELATION, one["name"], words)
    if one.get("relation"):
        yield str(one["relation"])
    if one.get("birth_date"):
        yield date.shown_date(BIRTH, one["birth_date"], words)
    if one.get("address") == SAME:
        yield words("kinds.s_same_address")
    elif one.get("address"):
        yield address.shown_address(ADDRESS, one["address"], words)


def texts_of_people(value: Any) -> Iterator[str]:
    """Yield what was typed freely of each."""
    for one in value:
        yield one["name"]["name"]
        yield str(one.get("relation") or "")
        if isinstance(one.get("address"), Mapping):
            yield str(one["address"]["text"])


def people_aloud(_: Question, value: Any, words: Words) -> str:
    """Return a sentence a person."""
    return "。".join(PAUSE.join(_aloud(one, words)) for one in value)


def _aloud(one: Mapping[str, Any], words: Words) -> Iterator[str]:
    yield person_name.name_aloud(RELATION, one["name"], words)
    if one.get("relation"):
        yield str(one["relation"])
    if one.get("birth_date"):
        yield date.date_aloud(BIRTH, one["birth_date"], words)
    if one.get("address") == SAME:
        yield words("kinds.s_same_address")
    elif one.get("address"):
        yield address.address_aloud_of(ADDRESS, one["address"], words)


def number_of(value: Any) -> Any:
    """Return how many people are listed; for a condition."""
    return len(value) if isinstance(value, list) else value


def exported_people(value: Any, tables: Tables) -> list[dict[str, Any]]:
    """Return everybody; an address of one's own has its parts beside the text."""
    return [
        {**one, "address": address.exported_address(one["address"], tables)}
        if isinstance(one.get("address"), Mapping)
        else one
        for one in value
    ]


def columns_of_people(question: Question) -> tuple[str, ...]:
    """Return the parts of each one: the name, and what the question asks beside it."""
    of_each = {
        "name": [f"name.{part}" for part in person_name.COLUMNS],
        "address": ["address", *(f"address.{part}" for part in address.COLUMNS)],
    }
    asked = ("name", *question.parts)
    return tuple(f"*.{one}" for part in asked for one in of_each.get(part, [part]))


KIND: Final = Kind(
    validate_people,
    shown_people,
    exported_people,
    free_texts=texts_of_people,
    compared_as="number",
    compared=number_of,
    columns=columns_of_people,
    aloud=people_aloud,
)
