"""Tells whether the same person filed the same procedure on this tablet today.

What is compared lies in the store as keyed digests, see `sync.tablet.vault.filed`, and is looked
up before the questions begin. One day lies in one period of any procedure, so the day is enough.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from field_app.procedure.answers import Answer
from field_app.procedure.definition.computed import BIRTH_DATE
from field_app.procedure.definition.model import Procedure
from field_app.procedure.definition.people import Role, is_other
from field_app.procedure.kinds import KINDS
from field_app.procedure.known import question_of
from field_app.procedure.subject import subject_of
from sync.tablet.vault.filed import FiledHere, FiledNotes
from sync.wire.canonical import canonical
from sync.wire.folding import folded

NAME = "name"


@dataclass
class FiledToday:
    """What was looked up last; forgotten with the keys of who is signed in."""

    found: FiledHere = field(default_factory=FiledHere, repr=False)

    def look(self, notes: FiledNotes, today: date) -> None:
        """Look up what every shift of this tablet filed today. Blocks."""
        self.found = notes.today(today)

    def has(self, procedure: Procedure, answers: Mapping[str, Answer], today: date) -> bool:
        """Tell whether this person filed this procedure here today."""
        text = filed_text(procedure, answers, today)
        return text is not None and self.found.has(text)

    def forget(self) -> None:
        """Forget what was looked up."""
        self.found = FiledHere()


def filed_text(procedure: Procedure, answers: Mapping[str, Answer], today: date) -> str | None:
    """Return what two filings have in common; None without name and birth date.

    Two people of one name and one birthday are the same here: so it is asked, never refused.
    """
    about = is_other(subject_of(procedure, answers))
    people = []
    for role in (Role.APPLICANT, Role.SUBJECT) if about else (Role.APPLICANT,):
        for fact in (NAME, BIRTH_DATE):
            question = question_of(procedure, fact, role)
            if question is None or question.id not in answers:
                return None
            value = KINDS[question.kind].facts(fact, answers[question.id].value).get(fact)
            if not isinstance(value, str):
                return None
            people.append("".join(folded(value).split()))
    return canonical([today.isoformat(), procedure.id, *people]).decode()
