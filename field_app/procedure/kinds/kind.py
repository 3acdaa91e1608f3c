"""Define what a question kind has to say: its rule, how an answer is shown and exported."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from field_app.lookup.tables import Tables, own_tables
from field_app.procedure.definition.computed import Measure
from field_app.procedure.definition.model import Question
from field_app.procedure.spoken.aloud import digits_aloud

Words = Callable[[str], str]


def every_text(value: Any) -> Iterator[str]:
    """Yield every text of a kept value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (inner for inner in value.values() if isinstance(inner, str))
    elif isinstance(value, list):
        yield from (inner for inner in value if isinstance(inner, str))


def no_text(_: Any) -> Iterable[str]:
    """Return nothing: the kind's own rule knows every sign of a kept value."""
    return ()


def one_fact(fact: str, value: Any) -> dict[str, Any]:
    """Return the kept value itself as the fact of its question."""
    return {fact: value}


def of_one_fact(fact: str, known: Mapping[str, Any]) -> Any:
    """Return what is known of *fact*, as it is."""
    return known.get(fact)


def itself(value: Any) -> Any:
    """Return the kept value itself."""
    return value


def no_wording(_: Question) -> tuple[str, ...]:
    """Return no further word key."""
    return ()


def one_column(_: Question) -> tuple[str, ...]:
    """Return the value itself, as one column."""
    return ("",)


@dataclass(frozen=True)
class ValidationContext:
    """What a rule may look at beside the answer itself.

    Attributes:
        today: the day on which it is answered.
        tables: towns, banks and area codes, as the visit's edition knows them.
        words: the Japanese of the visit's edition, which is what a resident signs.
        seen_words: the words in the language that the resident reads.
    """

    today: date
    tables: Tables = field(default_factory=own_tables, repr=False)
    words: Words = str
    seen_words: Words = str


@dataclass(frozen=True)
class Kind:
    """The half of a kind that draws nothing; ``components/kinds/<kind>.py`` is the other.

    Attributes:
        validate: turns what was entered into the JSON value to keep, or raises AnswerRefused.
        shown: returns how a person reads a kept value, on the screen and on the form.
        exported: returns a kept value as the application document carries it, with what the
            tables of the visit's edition know of it.
        least_options: how many options a definition has to give.
        free_texts: returns what of a kept value is free text, where an individual number is
            looked for. A kind with digits of its own, such as a phone's, leaves those out.
        compared_as: what a condition compares a kept value as.
        own_options: what may be answered where the kind, not the definition, says it.
        takes_several: whether more than one option may be chosen.
        has_pages: the answer lists pages whose pixels are kept and sealed beside it.
        may_be_empty: whether a page that nobody filled in is no answer; where it is refused, a
            question of this kind has to be asked of everybody.
        facts: returns the facts of a person that a kept value says, with the question's own.
        of_facts: returns the value to keep that the facts of a person give, or None.
        also_says: the names of the facts beside the question's own.
        compared: returns of a kept value what a condition looks at.
        wording_keys: returns the word keys that a question needs beside label and options.
        columns: returns the parts of an exported value in the order of a table, the value itself
            as an empty name, ``*`` as the place in a list.
        aloud: returns how a voice reads a kept value; None where that is what is shown.
    """

    validate: Callable[[Question, Any, ValidationContext], Any]
    shown: Callable[[Question, Any, Words], str]
    exported: Callable[[Any, Tables], Any]
    least_options: int = 0
    free_texts: Callable[[Any], Iterable[str]] = every_text
    compared_as: Measure = "text"
    own_options: tuple[str, ...] = ()
    takes_several: bool = False
    has_pages: bool = False
    may_be_empty: bool = True
    facts: Callable[[str, Any], Mapping[str, Any]] = one_fact
    of_facts: Callable[[str, Mapping[str, Any]], Any] = of_one_fact
    also_says: tuple[str, ...] = ()
    compared: Callable[[Any], Any] = itself
    wording_keys: Callable[[Question], tuple[str, ...]] = no_wording
    columns: Callable[[Question], tuple[str, ...]] = one_column
    aloud: Callable[[Question, Any, Words], str] | None = None


def shown_as_kept(_: Question, value: Any, __: Words) -> str:
    """Return the kept value as text."""
    return str(value)


def digit_by_digit(_: Question, value: Any, __: Words) -> str:
    """Return the digits of a kept number one by one, as a voice reads them."""
    return digits_aloud(str(value))


def exported_as_kept(value: Any, _: Tables) -> Any:
    """Return the kept value itself: what the rule keeps has the form of its GIF data model."""
    return value
