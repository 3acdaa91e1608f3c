"""Reads the life events: what happened, what is asked of it, and which procedures go with it."""

from collections.abc import Collection
from functools import cache

from pydantic import Field

from field_app.finder.table import read_model
from field_app.platform.assets_folder import assets_folder
from field_app.procedure.definition.frozen import FrozenModel

NAME = r"^[a-z][a-z0-9_]*$"


class EventQuestion(FrozenModel):
    """A question that yes is said to; its procedures are what somebody then may need."""

    id: str = Field(pattern=NAME)
    procedures: tuple[str, ...] = Field(min_length=1)


class LifeEvent(FrozenModel):
    """Something that happens in a life. Words: ``event.s_<id>``, ``event.l_<id>_<question>``."""

    id: str = Field(pattern=NAME)
    icon: str
    always: tuple[str, ...]
    questions: tuple[EventQuestion, ...] = Field(min_length=1, max_length=6)

    @property
    def title_key(self) -> str:
        """The word key of what happens."""
        return f"event.s_{self.id}"

    def question_key(self, question: EventQuestion) -> str:
        """Return the word key of one of its questions."""
        return f"event.l_{self.said(question)}"

    def said(self, question: EventQuestion) -> str:
        """Return the name of a yes to *question*, for the rules of what is suggested."""
        return f"{self.id}_{question.id}"

    def asked(self, offered: Collection[str]) -> tuple[EventQuestion, ...]:
        """Return the questions that lead to something that is *offered*."""
        return tuple(one for one in self.questions if set(one.procedures) & set(offered))

    def procedures(self, said: Collection[str]) -> tuple[str, ...]:
        """Return what goes with it: all of it before any yes was *said*, then what was said."""
        some = [one for one in self.questions if self.said(one) in said] or self.questions
        found = (*(id for one in some for id in one.procedures), *self.always)
        return tuple(dict.fromkeys(found))


class LifeEvents(FrozenModel):
    """The events, in the order in which they are shown."""

    events: tuple[LifeEvent, ...]


@cache
def life_events() -> tuple[LifeEvent, ...]:
    """Read the events that came with the app."""
    return read_model(LifeEvents, assets_folder() / "finder" / "events.toml").events
