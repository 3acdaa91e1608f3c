"""Work a case out beforehand: the pages, what is answered on each, and what the rules say."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from field_app.content.edition import Edition
from field_app.content.findings import CASES
from field_app.platform.assets_folder import assets_folder
from field_app.procedure.answers import UNKNOWN, shown, validate
from field_app.procedure.authoring.case import Case, CaseFile
from field_app.procedure.authoring.source import read_source, tables_of
from field_app.procedure.cases.run import CaseOutcome, CaseStuck, entered, run_case
from field_app.procedure.definition.filer import ActorKind
from field_app.procedure.definition.model import ABOUT, Procedure, Question
from field_app.procedure.eligibility import as_filed
from field_app.procedure.kinds.kind import ValidationContext
from field_app.procedure.pages import Page, pages
from tests.e2e.walks.moving import moved


@dataclass(frozen=True)
class ToAnswer:
    """One question of a walk: what the case answers, what is kept of it, how people read it."""

    question: Question
    raw: Any
    value: Any
    display: str


@dataclass(frozen=True)
class WalkScript:
    """One case of a definition on the day of the walk.

    Attributes:
        procedure: as the person who comes files it.
        case: from the definition's file of cases.
        outcome: the pages and rules that come, by the same rules as in the authors' check.
        answers: every question that is asked, by its id.
    """

    procedure: Procedure
    case: Case
    outcome: CaseOutcome
    answers: dict[str, ToAnswer]

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """The pages of the resident; whom it is about staff have said before."""
        asked = [one.question for one in self.answers.values() if one.question.kind != ABOUT]
        return pages(self.procedure, asked)

    @property
    def is_filed(self) -> bool:
        """Whether it comes to its seal."""
        return self.outcome.is_whole and not self.outcome.rules("refuse")

    @property
    def is_delivered(self) -> bool:
        """Whether a finished form is brought, of which only the name is asked."""
        return self.case.role is ActorKind.MESSENGER

    @property
    def signs(self) -> bool:
        """Whether it is confirmed by hand: by the person alone, of what wants documents."""
        alone = self.case.role is ActorKind.SELF
        return alone and self.procedure.identity == "documents"

    @property
    def meets(self) -> frozenset[str]:
        """What this walk reaches of what all walks together have to reach."""
        return frozenset(
            {
                f"definition {self.procedure.id}",
                f"class {self.procedure.handling}",
                f"role {self.case.role}",
                *(f"rule {strength}" for strength in self.outcome.said.values()),
                *(f"kind {one.question.kind}" for one in self.answers.values()),
            }
        )


def scripts(procedure: Procedure, edition: Edition, today: date) -> Iterator[WalkScript]:
    """Yield every case of *procedure* as it comes out *today*; one that gets stuck is left out.

    Every day of a case is as far from today as it was from the case's own day.
    """
    path = assets_folder() / CASES / f"{procedure.id}.toml"
    file = CaseFile.model_validate(tables_of(read_source(path)))
    words = edition.words("ja")
    context = ValidationContext(today, edition.tables, words, words)
    for case in file.cases:
        raws = moved({**file.answers, **case.answers}, today - case.today)
        of_today = case.model_copy(update={"today": today, "answers": {}})
        try:
            outcome = run_case(procedure, of_today, raws, context, edition.city.closed)
        except CaseStuck:
            continue
        filed = as_filed(procedure, case.role)
        yield WalkScript(filed, case, outcome, _answers(filed, outcome, raws, context))


def _answers(
    filed: Procedure, outcome: CaseOutcome, raws: dict[str, Any], context: ValidationContext
) -> dict[str, ToAnswer]:
    found = {}
    for question in filed.questions:
        if question.id in outcome.asked:
            raw = raws.get(question.id)
            is_unknown = question.may_be_unknown and (
                raw == UNKNOWN or (raw is None and question.required)
            )
            value = UNKNOWN if is_unknown else validate(question, entered(question, raw), context)
            display = shown(question, value, context.words)
            found[question.id] = ToAnswer(question, raw, value, display)
    return found


def all_cases(
    edition: Edition, today: date, ids: Collection[str] = ()
) -> dict[str, list[WalkScript]]:
    """Return the cases of the definitions *ids*, of every definition without any.

    Raises:
        KeyError: there is no such definition.
    """
    known = {one.id: one for one in edition.catalogue.procedures}
    return {id: [*scripts(known[id], edition, today)] for id in ids or known}
