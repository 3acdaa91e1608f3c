"""Holds what the screens of one session are drawn from, and says when to draw anew.

Only what must be on the screen stands here. Everything lasting is in the
sealed store; everything that must not last (PINs) stands nowhere. A new value
of a field draws anew; what hangs below a field is plain, and a flow that
changes it says ``state.changed()``, so that one call redraws once.
"""

from dataclasses import dataclass, field
from typing import Any, Final

import flet as ft

from field_app.procedure.definition.provenance import Source
from field_app.state.busy import Busy
from field_app.state.card import CardStep
from field_app.state.relay import RelayState
from field_app.state.screen import Screen
from field_app.state.sending import LineStatus, SentRow
from field_app.state.shift import LeaseSeen, LeftRow, ShiftSeen
from field_app.state.visit import VisitRow, VisitState
from field_app.words.problem import Problem
from sync.tablet.vault.staff_pin import LEAST_DIGITS, MOST_DIGITS
from sync.wire.messages.day_sheet import DaySheet

# Against a curious hand while staff look away: three tries, then the passphrase is asked.
PIN_TRIES: Final = 3
PIN_DIGITS: Final = (LEAST_DIGITS, MOST_DIGITS)


class Redraw(ft.Observable):
    """Draws the one component anew that watches it."""


@dataclass(eq=False)
class AppState:
    """Everything that the screens of one session are drawn from.

    The frame round all screens watches ``redraw`` and nothing else does: Flet draws what watches
    in any order, and a screen that watched too would often be drawn once by itself and once more
    with its frame.
    """

    screen: Screen = Screen.SIGN_IN
    language: str = "ja"
    text_scale: float = 1.0
    staff_id: str | None = None
    staff_name: str | None = None
    busy: Busy | None = None
    problem: Problem | None = None
    notice: str | None = None
    is_staff_called: bool = False
    line: LineStatus = field(default_factory=LineStatus)
    visits: tuple[VisitRow, ...] = ()
    shift: ShiftSeen = field(default_factory=ShiftSeen)
    lease: LeaseSeen | None = None
    is_alone: bool = False
    left_behind: tuple[LeftRow, ...] = ()
    transferring: VisitRow | None = None
    sent: tuple[SentRow, ...] = ()
    relay: RelayState = field(default_factory=RelayState)
    day: DaySheet | None = None
    found: SentRow | None = None
    missed_number: str = ""
    card_step: CardStep = field(default_factory=CardStep)
    visit: VisitState | None = None
    practice_card: str | None = None
    practice_from: Screen = Screen.SIGN_IN
    pack_note: Problem | None = None
    typed_by: Source = Source.RESIDENT
    has_staff_pin: bool = False
    pin_tries: int = PIN_TRIES
    beyond: Screen | None = None
    came_from: Screen = Screen.SIGN_IN
    behind_gate: Screen = Screen.HOME
    is_paused: bool = False
    redraw: Redraw = field(default_factory=Redraw, repr=False)

    def __setattr__(self, name: str, value: Any) -> None:
        before = getattr(self, name, None)
        object.__setattr__(self, name, value)
        if before is not value and before != value and "redraw" in vars(self):
            self.redraw.notify()  # type: ignore[no-untyped-call]

    @property
    def open_visit(self) -> VisitState:
        """The visit that is open; only where a screen of a visit is shown."""
        assert self.visit is not None  # noqa: S101 - these screens show only with a visit
        return self.visit

    def changed(self) -> None:
        """Redraw after something below this object was changed; on the loop only."""
        self.redraw.notify()  # type: ignore[no-untyped-call]

    def go(self, screen: Screen) -> None:
        """Show *screen*, without what was said on the one before.

        From a page in the resident's hands, a page of the staff waits until
        the tablet was handed back. Home and sign-in belong to no visit: the
        language and the letter size of the resident before end there.
        """
        self.problem = None
        self.notice = None
        self.is_staff_called = self.is_paused = False
        if screen.wants_staff and self.screen.is_residents and self.typed_by is not Source.STAFF:
            self.beyond, self.came_from = screen, self.screen
            screen = Screen.HAND_BACK
        self.screen = screen
        if screen in (Screen.HOME, Screen.SIGN_IN):
            self.language, self.text_scale = "ja", 1.0

    @property
    def shown_scale(self) -> float:
        """The letter size of the page that is shown; the resident's switch is for their pages."""
        return self.text_scale if self.screen.is_residents else 1.0

    def forget_visit(self) -> None:
        """Forget everything that was known of the resident."""
        self.visit = None
        self.card_step = CardStep()
        self.found, self.missed_number = None, ""
