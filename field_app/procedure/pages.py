"""Put questions on pages: a group is one page, every other question has a page of its own."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from typing import Any

from field_app.procedure.answers import UNKNOWN, Answer, validate
from field_app.procedure.definition.group import Group
from field_app.procedure.definition.model import Procedure, Question
from field_app.procedure.definition.provenance import Source
from field_app.procedure.definition.refused import AnswerRefused
from field_app.procedure.kinds.kind import ValidationContext


@dataclass(frozen=True)
class Page:
    """The questions that stand on one page; *group* is None where there is only one."""

    questions: tuple[Question, ...]
    group: Group | None = None

    @property
    def id(self) -> str:
        """The group's id, else the question's."""
        return self.group.id if self.group else self.questions[0].id

    @property
    def title_key(self) -> str:
        """The word key of the page's title."""
        return self.group.title_key if self.group else self.questions[0].label_key

    def only(self, wanted: Iterable[Question]) -> "Page":
        """Return the page with those of *wanted* alone; whole where none of them is on it."""
        ids = {question.id for question in wanted}
        kept = tuple(question for question in self.questions if question.id in ids)
        return replace(self, questions=kept) if kept else self


class PageState(StrEnum):
    """How far a page is."""

    ANSWERED = "answered"
    OPEN = "open"
    LOOK = "look"


def state_of(page: Page, answers: Mapping[str, Answer], refused: Container[str]) -> PageState:
    """Return how far *page* is: to look at where an answer was *refused*, open where one lacks."""
    if any(question.id in refused for question in page.questions):
        return PageState.LOOK
    has_all = all(question.id in answers for question in page.questions)
    return PageState.ANSWERED if has_all else PageState.OPEN


def pages(procedure: Procedure, shown: Sequence[Question]) -> tuple[Page, ...]:
    """Return the pages of the questions that are *shown*, in order."""
    groups = {id: group for group in procedure.groups for id in group.questions}

    def page_of(question: Question) -> tuple[bool, str]:
        group = groups.get(question.id)
        return (group is not None, group.id if group else question.id)

    return tuple(
        Page(questions, groups.get(questions[0].id))
        for questions in (tuple(found) for _, found in groupby(shown, page_of))
    )


def page_with(found: Sequence[Page], question_id: str | None) -> Page:
    """Return the page on which that question stands; the first one where there is no such."""
    holds = (page for page in found if any(one.id == question_id for one in page.questions))
    return next(holds, found[0])


def while_entered(
    procedure: Procedure,
    answers: Mapping[str, Answer],
    entered: Mapping[str, Any],
    context: ValidationContext,
    at: datetime,
) -> dict[str, Answer]:
    """Return *answers* as they would be if *entered* were kept as it stands now.

    What cannot stand yet counts as no answer, so a question that hangs on it waits.
    """
    kept = {id: answer for id, answer in answers.items() if id not in entered}
    for question in procedure.questions:
        if question.id in entered:
            raw = entered[question.id]
            try:
                value = raw if raw == UNKNOWN else validate(question, raw, context)
            except AnswerRefused:
                continue
            kept[question.id] = Answer(value, Source.RESIDENT, "", at)
    return kept
