"""Draw whose application it is, and the two answers to whether it still is."""

import flet as ft

from field_app.components.buttons import BigButton, SecondaryButton
from field_app.components.notes import paper
from field_app.components.people import NameText
from field_app.components.text import Heading, Hint, Paragraph
from field_app.design.guard import component
from field_app.platform.clock import local_time
from field_app.procedure.answers import shown
from field_app.procedure.definition.partial_date import PartialDate
from field_app.procedure.definition.people import Role, is_other
from field_app.procedure.definition.wareki import birth_year
from field_app.screens.context import AppContext
from field_app.state.visit import VisitState
from field_app.words.words import Words


@component
def PersonNote(visit: VisitState) -> ft.Control:
    """Draw the applicant's name and birth year, who came in that person's place, and what for."""
    words = ft.use_context(AppContext).words
    name, born = visit.told("name"), visit.told("birth_date")
    year = born_in(str(born.value), words) if born else ""
    facts: list[ft.Control] = []
    if name is not None:
        facts.append(NameText(words("gate.l_whose", name=name.display), name="gate.name"))
    else:
        facts.append(Paragraph(words("gate.l_no_name"), bold=True, name="gate.name"))
        facts.append(Hint(words("gate.l_opened", at=local_time(visit.opened_at))))
    if year:
        facts.append(Paragraph(words("gate.l_born", year=year), bold=True, name="gate.born"))
    if visit.actor is not None and visit.actor.name:
        facts.append(Hint(words("gate.l_came", name=visit.actor.name), name="gate.came"))
    if whom := about_whom(visit, words):
        facts.append(Paragraph(whom, bold=True, name="gate.about"))
    titles = "、".join(words(filing.procedure.title_key) for filing in visit.filings)
    return paper(ft.Column([*facts, *([Hint(titles)] if titles else [])], spacing=6))


def born_in(day: str, words: Words) -> str:
    """Return the year of a birth in both calendars; in English the Western one."""
    both = birth_year(day)
    return str(PartialDate.read(day).year) if both and words.language == "en" else both


def about_whom(visit: VisitState, words: Words) -> str:
    """Return whom the procedure is about, where its definition asks that and it was said."""
    filing = visit.filing if visit.filings else None
    question = filing.procedure.about if filing else None
    if filing is None or question is None or question.id not in filing.answers:
        return ""
    whom = shown(question, filing.answers[question.id].value, words)
    known = visit.told("name", Role.SUBJECT) if is_other(visit.people.subject) else None
    named = words("gate.l_named", whom=whom, name=known.display) if known else whom
    return words("gate.l_about", whom=named)


@component
def AskSamePerson(visit: VisitState) -> ft.Control:
    """Draw whose application it is, and ask for that person, or for who came in their place."""
    words, actor = ft.use_context(AppContext).words, visit.actor
    came = actor.name if actor and actor.name else ""
    asked = words("gate.l_ask_came", name=came) if came else words("gate.l_ask")
    return ft.Column(
        [PersonNote(visit), Heading(asked, level=2)],
        spacing=16,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


@component
def SameButton() -> ft.Control:
    """Draw 「はい、同じ方です」."""
    app = ft.use_context(AppContext)
    return BigButton(app.words("gate.s_same"), name="gate.yes", on_click=app.gates.same, expand=2)


@component
def AnotherButton() -> ft.Control:
    """Draw 「ちがう方です」; the visit is kept and nothing of it shows any more."""
    app = ft.use_context(AppContext)
    return SecondaryButton(
        app.words("gate.s_another"), name="gate.no", on_click=app.gates.another, expand=1
    )
