"""Draw what a rule says: that something cannot be filed, is asked once more, or has to be known."""

import flet as ft

from field_app.components.buttons import BigButton, SecondaryButton
from field_app.components.notes import InfoNote
from field_app.components.text import Hint, Paragraph
from field_app.design.guard import component
from field_app.procedure.ruling import Fired
from field_app.screens.context import AppContext, StateContext
from field_app.screens.filing.read_back import said
from field_app.screens.frames.resident_page import ResidentPage


@component
def RuleScreen() -> ft.Control:
    """Draw the sentence of the rule, its answer and the ways on; or that all is well."""
    app = ft.use_context(AppContext)
    ft.use_context(StateContext)
    found = app.filing.rule()
    if found is not None:
        return RulePage(found, name=f"rule.{found.rule.id}")
    words = app.words
    go_on = BigButton(words("rule.s_seen"), name="rule.yes", on_click=app.filing.accept_rule)
    return ResidentPage([], title=words("rule.l_none"), main=go_on)


@component
def RulePage(fired: Fired, *, name: str) -> ft.Control:  # noqa: ARG001 - it is the key
    """Draw one rule; each has its own page, so nothing is carried over."""
    app = ft.use_context(AppContext)
    words = app.words
    mend = SecondaryButton(
        words("rule.s_mend"), name="rule.mend", on_click=app.filing.mend_for_rule, expand=1
    )
    staff = SecondaryButton(
        words("rule.s_staff"), name="rule.staff", on_click=app.staff.stop, expand=1
    )
    go_on = BigButton(
        words("rule.s_yes" if fired.strength == "ask" else "rule.s_seen"),
        name="rule.yes",
        on_click=app.filing.accept_rule,
        expand=2,
    )
    main_mend = BigButton(
        words("rule.s_mend"), name="rule.mend", on_click=app.filing.mend_for_rule, expand=2
    )
    is_refused, rests = fired.strength == "refuse", fired.question is not None
    return ResidentPage(
        [InfoNote(words(fired.rule.words_key)), *answer_of(fired)],
        title=words(f"rule.l_{fired.strength}"),
        main=(main_mend if rests else staff) if is_refused else go_on,
        second=(staff if rests else None) if is_refused else (mend if rests else None),
    )


def answer_of(fired: Fired) -> list[ft.Control]:
    """Return the answer that the rule is about, as it was given; nothing where there is none."""
    app = ft.use_context(AppContext)
    filing = app.filing.filing
    known = filing.answers.get(fired.question or "")
    question = next((one for one in app.filing.questions() if one.id == fired.question), None)
    if known is None or question is None:
        return []
    value, _ = said(question, known, app.words)
    return [
        Hint(app.words(question.label_key)),
        Paragraph(value, bold=True, name="rule.answer"),
    ]
