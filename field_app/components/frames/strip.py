"""Draw the strip at the top of a resident's page: back, progress, switches, やめる, 職員をよぶ.

The widths are reckoned from the words, so that nothing is cut off: in one row where all of it
fits, else in two. Where little of the page would be left to see, the switches scroll with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import flet as ft

from field_app.components.buttons import LinkButton, SecondaryButton
from field_app.components.frames.call_staff import CallStaffButton
from field_app.components.frames.page_tools import LanguageSwitch, TextSizeSwitch
from field_app.components.handlers import use_press
from field_app.components.language import use_words
from field_app.components.text import sentence
from field_app.design.guard import Handler, component, use_safe
from field_app.design.layout import TARGET, Layout, use_layout
from field_app.design.phrases import ems
from field_app.design.theme import RESIDENT, Colour, focus_ring
from field_app.words.words import LANGUAGES, Words

LANGUAGE: Final = 356.0  # the switch of languages; its letters stay as they are
LETTERS: Final = 170.0  # the switch of the letter size
NAME: Final = 20.0  # a letter of a language's name, with its share of the gap
FACE: Final = 54.0  # what a button of the strip has beside its letters and its symbol
SYMBOL: Final = 1.15  # of a button, in letters
LINK: Final = 26.0
LOCK: Final = TARGET + 4
APART: Final = 12.0
# A narrower page, in pixels at 100 %, has no room for more than two buttons in a row.
LEAST_ROW: Final = 400.0


@dataclass(frozen=True)
class Progress:
    """Which page of how many the person is on."""

    step: int
    steps: int

    @property
    def text(self) -> str:
        """As it is drawn."""
        return f"{self.step} / {self.steps}"


@dataclass(frozen=True)
class Leave:
    """How the page is left before its end: to the staff, with everything kept, or shut at once."""

    on_stop: Handler
    on_lock: Handler


@dataclass(frozen=True)
class Strip:
    """What the strip holds; what is ``None`` is not drawn."""

    layout: Layout
    words: Words
    progress: Progress | None
    on_progress: Handler | None
    on_back: Handler | None
    on_call: Handler | None
    leave: Leave | None

    @property
    def room(self) -> float:
        """The width between the margins."""
        return self.layout.width - 2 * self.layout.margin

    @property
    def is_narrow(self) -> bool:
        """Whether back, progress and 職員をよぶ do not fit beside one another."""
        needed = row_width([*self._ways(), self._number()])
        return self.room < max(needed, self.layout.text(LEAST_ROW))

    @property
    def is_one_row(self) -> bool:
        """Whether the switches fit beside all the rest."""
        return self.room >= row_width([*self._whole(), self._language(), LETTERS])

    @property
    def scrolls(self) -> bool:
        """Whether the switches go with the page."""
        return self.is_narrow or self.layout.low

    def fixed(self) -> ft.Control:
        """Return the rows that stay at the top."""
        layout = self.layout
        return ft.Container(
            ft.Column(self._rows(), spacing=12, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
            padding=ft.Padding.symmetric(
                horizontal=layout.margin, vertical=6 if layout.short or layout.low else 14
            ),
        )

    def scrolled(self) -> ft.Control:
        """Return what goes with the page, above its title; empty where all of the strip stays.

        Always there, so that the keyboard, which makes the page low, moves no field out of place.
        """
        moved = [*(self._places() if self.is_narrow else []), *self._leaves(closes=False)]
        rows = [apart(row) for row in (self._switches(), moved) if row]
        has_room = self.is_narrow or not self.layout.short
        return ft.Container(
            ft.Column(rows, spacing=12, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
            if self.scrolls and has_room
            else None,
            padding=ft.Padding.symmetric(horizontal=self.layout.margin),
        )

    def _rows(self) -> list[ft.Control]:
        beside = self.is_one_row and not self.scrolls
        low = [*self._backs(), *self._calls()]
        if self.is_narrow:
            return [apart(low)] if low else []
        row = ft.Row(
            [
                *self._backs(),
                self._place(),
                *(self._switches() if beside else []),
                *self._leaves(closes=True),
                *self._calls(),
            ],
            spacing=APART,
        )
        above = [*self._switches(), *self._leaves(closes=False)]
        is_above = not beside and not self.scrolls and not self.layout.short
        return [apart(above), row] if is_above else [row]

    def _ways(self) -> list[float]:
        """Return the widths of back and 職員をよぶ."""
        buttons = (("shell.s_back", self.on_back), ("shell.s_call_staff", self.on_call))
        size = self.layout.text(RESIDENT.button)
        return [
            FACE + size * (SYMBOL + ems(self.words(key)))
            for key, press in buttons
            if press is not None
        ]

    def _whole(self) -> list[float]:
        return [*self._ways(), self._number(), *self._leave()]

    def _language(self) -> float:
        """Return the width of the languages; one behind the globe stands there by its name."""
        language = self.words.language
        name = "" if language in LANGUAGES else self.words.languages()[language]
        return LANGUAGE + NAME * ems(name)

    def _number(self) -> float:
        """Return the least width of the progress: its number."""
        return number_size(self.layout) * ems(self.progress.text) if self.progress else 0.0

    def _leave(self) -> list[float]:
        word = ems(self.words("shell.s_leave")) * self.layout.text(RESIDENT.hint)
        return [LINK + word + LOCK] if self.leave else []

    def _place(self) -> ft.Control:
        """Return the progress in the free width of its row; its bar gets what there is."""
        place = ProgressBar(self.progress, self.on_progress) if self.progress else None
        return ft.Container(place, expand=True, alignment=ft.Alignment.CENTER_LEFT)

    def _places(self) -> list[ft.Control]:
        return [ProgressBar(self.progress, self.on_progress)] if self.progress else []

    def _switches(self) -> list[ft.Control]:
        return [LanguageSwitch(), TextSizeSwitch()]

    def _backs(self) -> list[ft.Control]:
        return [BackButton(self.on_back)] if self.on_back else []

    def _calls(self) -> list[ft.Control]:
        return [CallStaffButton(self.on_call)] if self.on_call else []

    def _leaves(self, *, closes: bool) -> list[ft.Control]:
        """Return やめる for the end of the row (*closes*), or for elsewhere where it is full."""
        fits = not self.is_narrow and self.room >= row_width(self._whole())
        return [LeaveButtons(self.leave)] if self.leave and closes == fits else []


def row_width(parts: Sequence[float]) -> float:
    """Return the width of a row of *parts*."""
    return sum(parts) + APART * (len(parts) - 1)


def apart(parts: Sequence[ft.Control]) -> ft.Control:
    """Return *parts* from edge to edge, one alone at the end; wrapped where they do not fit."""
    alone = ft.MainAxisAlignment.END
    return ft.Row(
        list(parts),
        alignment=ft.MainAxisAlignment.SPACE_BETWEEN if len(parts) > 1 else alone,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
        run_spacing=8,
        wrap=True,
    )


@component
def LeaveButtons(leave: Leave) -> ft.Control:
    """Draw やめる and the lock, small: nobody presses them in passing, and nothing is lost."""
    words, shut = use_words(), use_press(leave.on_lock)
    return ft.Row(
        [
            LinkButton(words("shell.s_leave"), name="frame.leave", on_click=leave.on_stop),
            ft.IconButton(
                ft.Icon(
                    ft.Icons.LOCK_OUTLINE,
                    color=Colour.PRIMARY,
                    size=28,
                    semantics_label=words("shell.s_shut_page"),
                ),
                key="frame.shut",
                tooltip=words("shell.s_shut_page"),
                on_click=shut,
                width=LOCK,
                height=LOCK,
                style=ft.ButtonStyle(side=focus_ring()),
            ),
        ],
        spacing=0,
        tight=True,
    )


@component
def BackButton(on_click: Handler) -> ft.Control:
    """Draw もどる, always at the same place."""
    return SecondaryButton(
        use_words()("shell.s_back"),
        name="frame.back",
        on_click=on_click,
        icon=ft.Icons.ARROW_BACK_IOS_NEW,
    )


def number_size(layout: Layout) -> float:
    """Return the letter size of "3 / 9"."""
    return layout.text(24)


@component
def ProgressBar(progress: Progress, on_click: Handler | None = None) -> ft.Control:
    """Draw "3 / 9" beside a bar, which gives way to the buttons where there is little room."""
    press = use_safe(on_click)
    layout, words = use_layout(), use_words()
    done = min(1.0, progress.step / max(1, progress.steps))
    key = "shell.l_progress_list" if press else "shell.l_progress"
    spoken = words(key, step=progress.step, steps=progress.steps)
    size = number_size(layout)
    number = sentence(progress.text, size=size, bold=True, line_height=1.2)
    bar = ft.ProgressBar(
        value=done, height=10, border_radius=5, color=Colour.PRIMARY, bgcolor=Colour.LINE_PALE
    )
    place = ft.Container(
        ft.Row([number, ft.Container(bar, expand=True)], spacing=14),
        width=layout.text(80) + min(220.0, layout.width / 5),
    )
    if press is None:
        return ft.Semantics(label=spoken, exclude_semantics=True, container=True, content=place)
    return ft.TextButton(
        key="frame.progress",
        on_click=press,
        height=max(TARGET, size * 1.4),
        content=ft.Semantics(label=spoken, exclude_semantics=True, content=place),
        style=ft.ButtonStyle(padding=0, side=focus_ring(), overlay_color=Colour.TOUCHED),
    )
