"""Draw people: one, or a list to which people are added, in which they are moved and removed."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import flet as ft

from field_app.components.buttons import LinkButton, SecondaryButton
from field_app.components.entries.choices import Choice, ChoiceCards
from field_app.components.entries.date_entry import DateEntry, date_parts
from field_app.components.entries.text_entry import TextEntry
from field_app.components.handlers import use_told
from field_app.components.kinds.address import AddressEntry, begin_address
from field_app.components.kinds.entry import Asked, Entry
from field_app.components.kinds.person_name import PersonNameEntry, begin_person_name
from field_app.components.language import use_words
from field_app.components.newest import newest
from field_app.components.notes import paper
from field_app.components.text import Heading, Paragraph
from field_app.design.guard import Handler, component
from field_app.design.layout import GAP
from field_app.design.theme import use_sizes
from field_app.procedure.definition.model import Question
from field_app.procedure.kinds.people import MOST, SAME

Row = Mapping[str, Any]
Rows = tuple[Row, ...]
ROW: Final = "row"  # tells one person's fields from another's when the list changes


@component
def PeopleEntry(
    *, name: str, value: Sequence[Row], on_change: Callable[[Rows], Any], question: Question
) -> ft.Control:
    """Draw a paper a person, and 「人を足す」 while the question takes more.

    Args:
        name: keys ``<name>.<row>.<part>…``, ``<name>.<row>.remove``, ``.up``, ``<name>.add``.
        value: what it begins with, see :func:`begin_people`.
        on_change: called with everybody after every change; may be ``async``.
        question: says which parts are asked, and of how many people.
    """
    words, sizes = use_words(), use_sizes()
    tell = use_told(on_change)
    first: Rows = tuple(value) or (empty_row(0),)
    rows, set_rows = ft.use_state(first)
    high = question.maximum or MOST

    def now_with(change: Callable[[Rows], Rows]) -> Any:
        set_rows(change)
        return tell(newest(set_rows, rows))

    def pressed(change: Callable[[Rows], Rows]) -> Handler:
        return lambda: now_with(change)

    def enter(row: int) -> Callable[[str, Any], Any]:
        return lambda part, raw: now_with(lambda now: entered(now, row, part, raw))

    papers: list[ft.Control] = []
    for place, one in enumerate(rows):
        row = int(one[ROW])
        tools: list[tuple[str, Handler]] = []
        if place > 0:
            tools.append(("up", pressed(lambda now, row=row: moved_up(now, row))))  # type: ignore[misc]
        if len(rows) > 1:
            tools.append(("remove", pressed(lambda now, row=row: removed(now, row))))  # type: ignore[misc]
        papers.append(
            PersonPaper(
                name=f"{name}.{row}",
                title=words("components.s_person_number", number=place + 1) if high > 1 else "",
                value=one,
                enter=enter(row),
                question=question,
                tools=tools,
            )
        )
    if len(rows) < high:
        papers.append(
            SecondaryButton(
                words("components.s_add_person"),
                name=f"{name}.add",
                on_click=pressed(lambda now: (*now, empty_row(next_row(now)))),
                icon=ft.Icons.PERSON_ADD_OUTLINED,
            )
        )
    return ft.Column(
        papers,
        spacing=sizes.gap,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


@component
def PersonPaper(
    *,
    name: str,
    title: str,
    value: Row,
    enter: Callable[[str, Any], Any],
    question: Question,
    tools: Sequence[tuple[str, Handler]],
) -> ft.Control:
    """Draw the fields of one person, and what moves or removes the person."""
    words, sizes = use_words(), use_sizes()

    def told(part: str) -> Callable[[Any], Any]:
        return lambda raw: enter(part, raw)

    fields: list[ft.Control] = [Heading(title, level=2)] if title else []
    fields.append(
        PersonNameEntry(
            name=f"{name}.name",
            value=value["name"],
            on_change=told("name"),
            with_kana=question.with_kana,
            takes_focus=False,
        )
    )
    draw = {
        "birth_date": lambda: DateEntry(
            name=f"{name}.birth_date",
            label=words("components.s_birth_date"),
            value=value["birth_date"],
            on_change=told("birth_date"),
            may_be_partial=True,
        ),
        "relation": lambda: TextEntry(
            name=f"{name}.relation",
            label=words("components.s_relation"),
            value=value["relation"],
            on_change=told("relation"),
        ),
        "address": lambda: PersonAddress(
            name=f"{name}.address", value=value["address"], on_change=told("address")
        ),
    }
    fields += [draw[part]() for part in question.parts]
    links: list[ft.Control] = [
        LinkButton(
            words(f"components.s_person_{tool}"),
            name=f"{name}.{tool}",
            on_click=press,
            described=f"{title} {words(f'components.s_person_{tool}')}",
        )
        for tool, press in tools
    ]
    if links:
        fields.append(ft.Row(links, spacing=GAP, wrap=True))
    return paper(
        ft.Column(
            fields,
            spacing=sizes.gap,
            tight=True,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        )
    )


@component
def PersonAddress(*, name: str, value: Any, on_change: Callable[[Any], Any]) -> ft.Control:
    """Draw 「申請する方と同じ住所」, and the fields of an address where it is another one."""
    words, sizes = use_words(), use_sizes()
    is_same = value == SAME

    def choose(chosen: str) -> Any:
        return on_change(SAME if chosen == SAME else begin_address(None))

    choices = [Choice(one, words(f"components.s_address_{one}")) for one in (SAME, "other")]
    parts: list[ft.Control] = [
        Paragraph(words("components.s_address"), bold=True),
        ChoiceCards(
            choices, name=name, value=SAME if is_same else "other", on_change=choose, columns=2
        ),
    ]
    if not is_same:
        parts.append(AddressEntry(name=f"{name}.own", value=value, on_change=on_change))
    return ft.Column(
        parts,
        spacing=sizes.gap,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def empty_row(row: int) -> dict[str, Any]:
    """Return nobody yet; most people of a list live where the applicant lives."""
    name, birth = begin_person_name(None), date_parts(None)
    return {ROW: row, "name": name, "birth_date": birth, "relation": "", "address": SAME}


def next_row(rows: Rows) -> int:
    """Return a number that no person of the list has."""
    return max((int(one[ROW]) for one in rows), default=-1) + 1


def entered(rows: Rows, row: int, part: str, raw: Any) -> Rows:
    """Return the list with *raw* as a *part* of one person."""
    return tuple({**one, part: raw} if one[ROW] == row else one for one in rows)


def removed(rows: Rows, row: int) -> Rows:
    """Return the list without one person."""
    return tuple(one for one in rows if one[ROW] != row)


def moved_up(rows: Rows, row: int) -> Rows:
    """Return the list with one person before the one who stood there."""
    place = next(at for at, one in enumerate(rows) if one[ROW] == row)
    before = max(0, place - 1)
    others = removed(rows, row)
    return (*others[:before], rows[place], *others[before:])


def begin_people(value: Any) -> Rows:
    """Return everybody of a kept list as they were entered; nobody for None."""
    return tuple(
        {
            **empty_row(row),
            "name": begin_person_name(one["name"]),
            "birth_date": date_parts(one.get("birth_date")),
            "relation": one.get("relation", ""),
            "address": one.get("address", SAME),
        }
        for row, one in enumerate(value or ())
    )


def draw_people(asked: Asked) -> ft.Control:
    """Return the people of the list."""
    return PeopleEntry(
        name=asked.name, value=asked.raw, on_change=asked.set_raw, question=asked.question
    )


ENTRY: Final = Entry(begin_people, draw_people)
