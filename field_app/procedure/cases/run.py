"""Go through a definition as the flow of a visit does, with the answers of one case."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

from field_app.procedure.answers import (
    UNKNOWN,
    Answer,
    answer,
    exported,
    free_texts,
    missing,
    validate,
    visible,
)
from field_app.procedure.authoring.case import Case
from field_app.procedure.definition.model import Procedure, Question
from field_app.procedure.definition.provenance import Source
from field_app.procedure.definition.refused import AnswerRefused
from field_app.procedure.definition.rules import Strength
from field_app.procedure.eligibility import as_filed
from field_app.procedure.kinds import KINDS
from field_app.procedure.kinds.kind import ValidationContext
from field_app.procedure.known import Circumstances
from field_app.procedure.pages import page_with, pages
from field_app.procedure.ruling import fired
from field_app.words.typed_text import IndividualNumberTyped, refuse_individual_number
from sync.wire.boards.closed_days import ClosedDays
from sync.wire.marks import Mark


class CaseStuck(Exception):
    """A case has no answer to a question, or one that is refused; ``reason`` says so."""

    def __init__(self, question: str, reason: str) -> None:
        super().__init__(f"{question}: {reason}")
        self.question = question
        self.reason = reason


@dataclass(frozen=True)
class CaseOutcome:
    """What came of a case.

    Attributes:
        pages: the pages that were seen.
        asked: the questions that were asked.
        said: the rules that were said, each with how strictly.
        exported: the application's values by their names.
        marks: what the clerk sees.
        is_whole: whether everything was answered; not after a refusal.
    """

    pages: tuple[str, ...]
    asked: frozenset[str]
    said: Mapping[str, Strength]
    exported: Mapping[str, Any]
    marks: frozenset[Mark]
    is_whole: bool

    def rules(self, strength: Strength) -> frozenset[str]:
        """Return the rules that were said so strictly."""
        return frozenset(id for id, found in self.said.items() if found == strength)


@dataclass
class _Visit:
    """One case on its way; *raws* is what it answers."""

    procedure: Procedure
    raws: Mapping[str, Any]
    seen: Circumstances
    context: ValidationContext
    answers: dict[str, Answer] = field(default_factory=dict)
    said: dict[str, Strength] = field(default_factory=dict)

    def pages(self) -> Iterator[str]:
        """Answer page after page, and yield each; end at a refusal."""
        while open_now := missing(self.procedure, self.answers, self.seen):
            page = self._page_of(open_now[0].id)
            yield page
            self._answer_page(page)
            found = fired(self.procedure, self.answers, self.seen)
            self.said |= {one.rule.id: one.strength for one in found}
            if any(one.strength == "refuse" for one in found):
                return

    def _answer_page(self, page: str) -> None:
        """Answer what is asked on *page*; an answer of it may show or take away a later one."""
        while left := [
            one
            for one in missing(self.procedure, self.answers, self.seen)
            if self._page_of(one.id) == page
        ]:
            question = left[0]
            noon = datetime.combine(self.seen.today, time(12), UTC)
            value = self._value(question)
            self.answers[question.id] = answer(
                question, value, Source.RESIDENT, noon, self.context.words
            )

    def _page_of(self, question: str) -> str:
        shown = visible(self.procedure, self.answers, self.seen)
        return page_with(pages(self.procedure, shown), question).id

    def _value(self, question: Question) -> Any:
        raw = self.raws.get(question.id)
        if raw is None and question.required:
            if question.may_be_unknown:
                return UNKNOWN
            raise CaseStuck(question.id, "答えがありません。answers に書き足してください。")
        if raw == UNKNOWN and question.may_be_unknown:
            return UNKNOWN
        try:
            value = validate(question, entered(question, raw), self.context)
            refuse_individual_number(free_texts(question, value))
        except (AnswerRefused, IndividualNumberTyped) as refused:
            raise CaseStuck(question.id, self._told(refused)) from refused
        return value

    def _told(self, refused: AnswerRefused | IndividualNumberTyped) -> str:
        params = refused.params if isinstance(refused, AnswerRefused) else {}
        told = self.context.words(refused.message_key, **params)
        return f"この答えは受け付けられません（{told}）。"


def run_case(
    procedure: Procedure,
    case: Case,
    given: Mapping[str, Any],
    context: ValidationContext,
    closed: ClosedDays,
) -> CaseOutcome:
    """Return what comes of *case*; *given* are the answers of every case.

    Raises:
        CaseStuck: it does not come to an end.
    """
    filed = as_filed(procedure, case.role)
    seen = Circumstances(case.today, closed, actor=case.role)
    visit = _Visit(filed, {**given, **case.answers}, seen, context)
    went = tuple(visit.pages())
    asked = frozenset(visit.answers)
    left = missing(filed, visit.answers, seen)
    values = {
        question.export: exported(question, visit.answers[question.id].value, context.tables)
        for question in visible(filed, visit.answers, seen)
        if question.export and question.id in visit.answers
    }
    return CaseOutcome(went, asked, visit.said, values, frozenset(_marks(visit)), not left)


def _marks(visit: _Visit) -> Iterator[Mark]:
    """Yield what the office marks of what this definition says; the tablet's own marks are not."""
    until = visit.procedure.valid_until
    if until is not None and until < visit.seen.today:
        yield Mark.EXPIRED
    holds = fired(visit.procedure, visit.answers, visit.seen)
    if any(one.strength == "ask" for one in holds):
        yield Mark.ASKED_TWICE


def entered(question: Question, raw: Any) -> Any:
    """Return *raw* as a page hands it over; of pictures a case says only how many pages."""
    if isinstance(raw, date):
        return raw.isoformat()
    if not KINDS[question.kind].has_pages:
        return raw
    digest = {"sha256": "0" * 64, "size": 1, "masked": 0, "looked": None}
    return {"pages": [{"n": n, **digest} for n in range(1, (raw or 0) + 1)], "is_pending": False}
