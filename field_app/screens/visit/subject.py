"""Ask whom a procedure is about, where that may be somebody else than the applicant."""

import flet as ft

from field_app.components.buttons import BigButton
from field_app.components.entries.choices import Choice, ChoiceCards
from field_app.components.text import Heading, Hint, Paragraph
from field_app.design.guard import component
from field_app.procedure.definition.people import Person, Role
from field_app.procedure.kinds.about import option_of
from field_app.screens.context import AppContext, StateContext
from field_app.screens.frames.staff_page import StaffPage
from field_app.state.screen import Screen
from field_app.state.visit import VisitState
from field_app.words.words import Words


@component
def SubjectScreen() -> ft.Control:
    """Draw the choices of the definition, and who it is where another person is known by now."""
    app, state = ft.use_context(AppContext), ft.use_context(StateContext)
    words, visit = app.words, state.visit
    question = visit.filing.procedure.about if visit else None
    chosen = chosen_of(visit, question.id) if visit and question else ""
    option, set_option = ft.use_state(chosen)
    person, set_person = ft.use_state(person_of_filing(visit))
    if visit is None or question is None:
        return Hint("")
    known = people_known(visit, words)
    is_open = needs_person(option, known)

    async def say() -> None:
        before = person_of_filing(visit) or visit.next_other
        await app.subject.say(option, person if is_open else before)

    content: list[ft.Control] = [
        Heading(words("subject.l_whom")),
        Hint(words(visit.filing.procedure.title_key)),
        ChoiceCards(
            [Choice(one, words(question.option_key(one))) for one in question.options],
            name="subject.about",
            value=option,
            on_change=set_option,
        ),
    ]
    if is_open:
        content += [
            Paragraph(words("subject.l_who"), bold=True),
            ChoiceCards(known, name="subject.person", value=person, on_change=set_person),
        ]
    return StaffPage(
        [*content, Paragraph(words("subject.p_own"))],
        title_key="subject.s_title",
        on_back=lambda: app.visits.show(Screen.PROCEDURES),
        narrow=True,
        main=BigButton(
            words("question.s_next"),
            name="subject.next",
            disabled=not option or (is_open and not person),
            on_click=say,
            expand=1,
        ),
    )


def chosen_of(visit: VisitState, question_id: str) -> str:
    """Return what was chosen before, here or in what the city returned; empty where nothing."""
    filing = visit.filing
    known = filing.answers.get(question_id) or filing.earlier.get(question_id)
    return "" if known is None else option_of(str(known.value))


def person_of_filing(visit: VisitState | None) -> Person:
    """Return who it is about so far, where that is another person; empty elsewhere."""
    subject = visit.people.subject if visit else None
    return subject if visit and subject in visit.others else ""


def people_known(visit: VisitState, words: Words) -> list[Choice]:
    """Return the other people of the visit by name, and one more; nothing where none is known."""
    named = [(one, visit.known(one, "name")) for one in visit.others]
    found = [
        Choice(one, words("subject.s_known", name=name.display)) for one, name in named if name
    ]
    return [*found, Choice(visit.next_other, words("subject.s_another"))] if found else []


def needs_person(option: str, known: list[Choice]) -> bool:
    """Tell whether it has to be said who it is."""
    return bool(known) and option not in ("", Role.APPLICANT)
