"""Draw the ways to a shorter list of procedures: a search by words, and what happened."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

import flet as ft

from field_app.components.buttons import LinkButton
from field_app.components.entries.choices import Choice, ChoiceCards
from field_app.components.entries.text_entry import TextEntry
from field_app.components.text import Paragraph
from field_app.design.guard import Handler, component
from field_app.finder.events import LifeEvent, life_events
from field_app.screens.context import AppContext

COLUMNS = 2


@dataclass(frozen=True)
class Narrowed:
    """By what the list is made shorter; nothing of it is kept.

    Attributes:
        typed: what is looked for.
        event: the id of what happened; empty for nothing.
        said: the questions of the event that yes was said to.
    """

    typed: str = ""
    event: str = ""
    said: tuple[str, ...] = ()

    @property
    def is_search(self) -> bool:
        """Whether something is looked for."""
        return bool(self.typed.strip())

    @property
    def is_any(self) -> bool:
        """Whether the list is shorter by anything."""
        return self.is_search or bool(self.event)

    def ids(self, every: Collection[str], find: Callable[[str], Collection[str]]) -> list[str]:
        """Return which of *every* are shown: what is found, what goes with the event, or all."""
        event = event_of(self.event)
        if self.is_search:
            found: Collection[str] = find(self.typed)
        elif event is not None:
            found = event.procedures(self.said)
        else:
            found = every
        return [id for id in found if id in every]


def event_of(id: str) -> LifeEvent | None:
    """Return the event *id*; None where there is none."""
    return next((one for one in life_events() if one.id == id), None)


@component
def NarrowingTools(
    narrowed: Narrowed, *, offered: Collection[str], on_change: Callable[[Narrowed], None]
) -> ft.Control:
    """Draw the field, and the events or the questions of the one that was chosen."""
    app = ft.use_context(AppContext)
    words, event = app.words, event_of(narrowed.event)
    field = TextEntry(
        name="procedures.search",
        label=words("find.l_search"),
        hint=words("find.l_search_hint"),
        value=narrowed.typed,
        on_change=lambda typed: on_change(replace(narrowed, typed=typed)),
        max_length=100,
    )
    parts: list[ft.Control] = [field]
    if not narrowed.is_search and event is None:
        parts.append(EventLinks(on_choose=lambda id: on_change(Narrowed(event=id))))
    elif not narrowed.is_search and event is not None:
        parts.append(
            EventQuestions(
                event,
                offered=offered,
                said=narrowed.said,
                on_change=lambda said: on_change(replace(narrowed, said=said)),
                on_end=lambda: on_change(Narrowed()),
            )
        )
    return ft.Column(
        parts, spacing=16, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
    )


@component
def EventLinks(*, on_choose: Callable[[str], None]) -> ft.Control:
    """Draw what may have happened, as many beside each other as there is room."""
    words = ft.use_context(AppContext).words

    def choose(id: str) -> Handler:
        return lambda: on_choose(id)

    links: list[ft.Control] = [
        LinkButton(
            words(one.title_key),
            name=f"procedures.event.{one.id}",
            icon=getattr(ft.Icons, one.icon),
            on_click=choose(one.id),
        )
        for one in life_events()
    ]
    return ft.Column(
        [Paragraph(words("find.l_events"), bold=True), ft.Row(links, spacing=8, wrap=True)],
        spacing=4,
        tight=True,
    )


@component
def EventQuestions(
    event: LifeEvent,
    *,
    offered: Collection[str],
    said: tuple[str, ...],
    on_change: Callable[[tuple[str, ...]], None],
    on_end: Callable[[], None],
) -> ft.Control:
    """Draw the questions of *event* that lead to something here; a pressed card says yes."""
    words = ft.use_context(AppContext).words
    asked = event.asked(offered)
    return ft.Column(
        [
            ft.Row(
                [
                    Paragraph(words(event.title_key), bold=True),
                    LinkButton(
                        words("find.s_other_event"), name="procedures.event.other", on_click=on_end
                    ),
                ],
                spacing=12,
                wrap=True,
            ),
            Paragraph(words("find.l_yes")),
            ChoiceCards(
                [Choice(event.said(one), words(event.question_key(one))) for one in asked],
                name="procedures.said",
                values=said,
                on_change_many=on_change,
                columns=COLUMNS,
            ),
        ],
        spacing=8,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
