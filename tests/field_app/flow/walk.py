"""What every visit in a test does between the choice of a procedure and its confirmation."""

from collections.abc import Mapping
from typing import Any

from field_app.flow.app import App
from field_app.state.screen import Screen


async def answer_all(app: App, answers: Mapping[str, Any]) -> None:
    """Answer each question with what *answers* has, else with 「わからない」; read all back.

    What is only told is read on the way.
    """
    while app.state.screen is Screen.QUESTION or is_told(app):
        if is_told(app):
            await app.filing.accept_rule()
            continue
        given = answers.get(app.filing.question().id)
        await (app.filing.answer_unknown() if given is None else app.filing.answer(given))
        assert app.state.problem is None
    await app.filing.begin_read_back()
    while app.state.screen is Screen.READ_BACK:
        await app.filing.confirm_read_back()


def is_told(app: App) -> bool:
    """Tell whether the page on the screen says something that is read once."""
    rule = app.filing.rule() if app.state.screen is Screen.RULE else None
    return rule is not None and rule.strength == "tell"
