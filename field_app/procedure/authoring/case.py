"""Define the cases of a definition: who answers what, and what has to come of it."""

from datetime import date
from typing import Any

from pydantic import Field

from field_app.procedure.definition.filer import ActorKind
from field_app.procedure.definition.frozen import FrozenModel
from sync.wire.marks import Mark


class Case(FrozenModel):
    """One visit on paper: a role, a day and its answers, and what the definition makes of them.

    Attributes:
        title: who this is, in a few words.
        role: the part in which the person came.
        today: the day of the counter.
        answers: what is typed or chosen, by question; beside the answers of the whole file. What
            has none is left empty where it may be, else 「わからない」.
        pages: the pages that are seen, in order; up to a refusal.
        refuses: the rules that refuse.
        asks: the rules that want a second yes.
        tells: the rules that are read once.
        marks: what the clerk sees of it.
        exported: values of the application document, by their names there; of a table the parts
            that are named.
    """

    title: str = Field(min_length=1, max_length=60)
    role: ActorKind
    today: date
    answers: dict[str, Any] = Field(default_factory=dict)
    pages: tuple[str, ...] = Field(min_length=1)
    refuses: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    tells: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    exported: dict[str, Any] = Field(default_factory=dict)


class CaseFile(FrozenModel):
    """The cases of one definition, ``cases/<id>.toml``; ``answers`` are those of every case."""

    answers: dict[str, Any] = Field(default_factory=dict)
    cases: tuple[Case, ...] = Field(min_length=1)
