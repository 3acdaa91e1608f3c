"""What every visit in a test does between the choice of a procedure and its confirmation."""

from collections.abc import Mapping
from typing import Any

from field_app.flow.app import App
from field_app.procedure.definition.model import Question
from field_app.state.screen import Screen


async def answer_all(app: App, answers: Mapping[str, Any]) -> None:
    """Answer each question with what *answers* has, else with 「わからない」; read all back.

    What is only told is read on the way.
    """
    while await asks(app):
        given = answers.get(app.filing.question().id)
        await (app.filing.answer_unknown() if given is None else app.filing.answer(given))
        assert app.state.problem is None
    await app.filing.begin_read_back()
    while app.state.screen is Screen.READ_BACK:
        await app.filing.confirm_read_back()


async def answer_up_to(app: App, kind: str, answers: Mapping[str, Any]) -> Question:
    """Answer each question before the first of *kind*, and return that one."""
    while await asks(app):
        if app.filing.question().kind == kind:
            return app.filing.question()
        await app.filing.answer(answers[app.filing.question().id])
        assert app.state.problem is None
    raise AssertionError(f"no question of the kind {kind}")


async def asks(app: App) -> bool:
    """Read what is only told; tell whether a question stands on the screen then."""
    while is_told(app):
        await app.filing.accept_rule()
    return app.state.screen is Screen.QUESTION


def is_told(app: App) -> bool:
    """Tell whether the page on the screen says something that is read once."""
    rule = app.filing.rule() if app.state.screen is Screen.RULE else None
    return rule is not None and rule.strength == "tell"
