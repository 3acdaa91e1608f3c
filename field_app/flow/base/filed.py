"""Remembers who filed what on this tablet today, as a keyed digest that names nobody.

The key is made anew whenever the tablet's program starts and lies in memory alone; the digests go
with the shift. So a second application of the same day is noticed, and nothing of it can be read.
"""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from field_app.procedure.answers import Answer
from field_app.procedure.definition.computed import BIRTH_DATE
from field_app.procedure.definition.model import Procedure
from field_app.procedure.known import question_of

NAME = "name"


@dataclass(frozen=True)
class FiledToday:
    """The digests of a day; those of an earlier day do not count."""

    key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    digests: dict[bytes, date] = field(default_factory=dict, repr=False)

    def note(self, procedure: Procedure, answers: Mapping[str, Answer], today: date) -> None:
        """Remember that this person filed this procedure; nobody without name and birth date."""
        digest = self._digest(procedure, answers)
        if digest is not None:
            self.digests[digest] = today

    def has(self, procedure: Procedure, answers: Mapping[str, Answer], today: date) -> bool:
        """Tell whether this person filed this procedure here today."""
        digest = self._digest(procedure, answers)
        return digest is not None and self.digests.get(digest) == today

    def forget(self) -> None:
        """Erase every digest; the end of a shift does."""
        self.digests.clear()

    def _digest(self, procedure: Procedure, answers: Mapping[str, Answer]) -> bytes | None:
        person = []
        for fact in (NAME, BIRTH_DATE):
            question = question_of(procedure, fact, "applicant")
            if question is None or question.id not in answers:
                return None
            person.append("".join(answers[question.id].display.split()))
        text = "\n".join((procedure.id, *person))
        return hmac.digest(self.key, text.encode(), "sha256")
