"""Say whom an application is about, and which question asks a fact of that person."""

from collections.abc import Mapping
from typing import Any, Protocol

from field_app.procedure.definition.model import Procedure, Question
from field_app.procedure.definition.people import Person, Role
from field_app.procedure.kinds.about import person_of


class Valued(Protocol):
    """An answer, as far as its value goes."""

    @property
    def value(self) -> Any:
        """The JSON value that is kept."""


def subject_of(procedure: Procedure, answers: Mapping[str, Valued]) -> Person | None:
    """Return whom it is about; None where nobody said it yet."""
    question = procedure.about
    if question is None:
        return Role.APPLICANT
    return person_of(answers[question.id].value) if question.id in answers else None


def question_about(
    procedure: Procedure, answers: Mapping[str, Valued], fact: str
) -> Question | None:
    """Return the question of *fact* about whom it is about; None where none asks it.

    Where that is another person, no question about the applicant will do.
    """
    asked = {one.role: one for one in reversed(procedure.questions) if one.fact == fact}
    subject, applicant = asked.get(Role.SUBJECT), asked.get(Role.APPLICANT)
    if procedure.about is None:
        return subject or applicant
    return applicant if subject_of(procedure, answers) == Role.APPLICANT else subject
