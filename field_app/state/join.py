"""Holds what the pages of a tablet without a city are drawn from."""

from dataclasses import dataclass
from enum import StrEnum

import flet as ft

from field_app.state.busy import Busy
from field_app.words.problem import Problem


class JoinPage(StrEnum):
    """The three pages, in their order."""

    CODE = "join.code"
    STAFF = "join.staff"
    DONE = "join.done"


@dataclass(frozen=True, eq=False)
class CitySeen:
    """The city that the QR led to, as a person recognises it."""

    name: str
    phone: str


@dataclass(eq=False)
class JoinState(ft.Observable):
    """What the pages show; neither the code nor a passphrase is among it."""

    page: JoinPage = JoinPage.CODE
    language: str = "ja"
    text_scale: float = 1.0
    busy: Busy | None = None
    problem: Problem | None = None
    notice: str | None = None
    city: CitySeen | None = None
    fingerprint: str = ""

    def changed(self) -> None:
        """Redraw; on the loop only."""
        self.notify()  # type: ignore[no-untyped-call]

    def go(self, page: JoinPage) -> None:
        """Show *page*, without what was said on the one before."""
        self.problem = None
        self.page = page
