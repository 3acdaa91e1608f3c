"""Draw on home whether the city's offices are open today, with the age of that word."""

import flet as ft

from field_app.components.notes import paper
from field_app.components.text import Hint, Paragraph
from field_app.content.opening_hours import OpeningHours, opening_hours
from field_app.design.guard import component
from field_app.screens.context import AppContext
from field_app.words.words import Words


@component
def HomeHours() -> ft.Control:
    """Draw the hours of today or the next day, the days off to come, and how old that is."""
    app = ft.use_context(AppContext)
    hours = opening_hours(app.services.boards, app.services.now())
    if hours is None:
        return ft.Container(visible=False)
    lines = [Hint(line) for line in (*days_off(app.words, hours), aged(app.words, hours))]
    said = Paragraph(open_or_not(app.words, hours), name="home.hours")
    return paper(ft.Column([said, *lines], spacing=4))


def open_or_not(words: Words, hours: OpeningHours) -> str:
    """Return that the offices are open today, or when they open next."""
    if hours.opens_on == hours.today:
        return words("board.p_open", opens=hours.opens, closes=hours.closes)
    day = hours.opens_on
    return words("board.p_closed", month=day.month, day=day.day, opens=hours.opens)


def days_off(words: Words, hours: OpeningHours) -> list[str]:
    """Return the line of the coming days off, where there are some."""
    days = [words("board.s_day", month=day.month, day=day.day) for day in hours.own]
    return [words("board.l_own", days=words("board.s_between").join(days))] if days else []


def aged(words: Words, hours: OpeningHours) -> str:
    """Return how old the city's word is."""
    key, count = hours.age
    return words(key, count=count)
