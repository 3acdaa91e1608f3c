"""Names every page that is looked at, and leads the app to it."""

from collections.abc import Awaitable, Callable
from typing import Any

from tests.e2e.gallery.stage import Stage
from tests.field_app.document.filed import PROCEDURES

Scene = Callable[[Stage], Awaitable[Any]]


def page_of(procedure: str, question: str) -> Scene:
    """Return the way to the page on which *question* stands, untouched."""

    async def lead(stage: Stage) -> None:
        await stage.begin(procedure)
        await stage.app.filing.edit_answer(question)
        stage.app.filing.filing.returns_to = None

    return lead


def pages_of(procedure: str) -> dict[str, Scene]:
    """Return one scene a page of *procedure*, hidden questions too."""
    definition = PROCEDURES[procedure]
    later = {id for group in definition.groups for id in group.questions[1:]}
    return {
        f"{procedure}.{one.id}": page_of(procedure, one.id)
        for one in definition.questions
        if one.id not in later
    }


SCENES: dict[str, Scene] = {
    f"page.{name}": scene
    for procedure in PROCEDURES
    if procedure != "torisage"
    for name, scene in pages_of(procedure).items()
}
