"""What the screens are drawn from: one observable object a session.

Only what must be on the screen stands here. Everything lasting is in the
sealed store; everything that must not last (PINs) stands nowhere. Only
``AppState`` is observable: what hangs below it is plain, and a flow that
changes it says ``state.changed()``, so that one call redraws once.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import flet as ft

from card_reader.same_card import SameCard
from field_app.content.edition import Edition
from field_app.document.inputs import Actor, Confirmation, IdentityRecord, Replaced
from field_app.procedure.answers import Answer
from field_app.procedure.definition.model import Procedure
from field_app.procedure.definition.wareki import to_wareki
from field_app.words.problem import Problem
from sync.tablet.relay.set_aside import SetAside
from sync.wire.messages.day_sheet import DaySheet


def day_text(iso: str) -> str:
    """Return 昭和20年4月3日（1945年） for an ISO day, anything else as it is."""
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{to_wareki(day)}（{day.year}年）"


class Screen(StrEnum):
    """Every screen; the names say whose hands the tablet is in."""

    SIGN_IN = "staff.sign_in"
    HOME = "staff.home"
    NOTICES = "staff.notices"
    OUTBOX = "staff.outbox"
    RELAY = "staff.relay"
    RELAY_EXPORT = "staff.relay_export"
    DAY = "staff.day"
    LOOKUP = "staff.lookup"
    SHIFT = "staff.shift"
    PASSPHRASE = "staff.passphrase"  # noqa: S105 - the name of a page
    COLLEAGUE = "staff.colleague"
    NEW_STAFF = "staff.new_staff"
    PRACTICE = "staff.practice"
    IDENTITY = "staff.identity"
    CARD = "staff.card"
    DOCUMENTS = "staff.documents"
    ACTOR = "staff.actor"
    PROCEDURES = "staff.procedures"
    HAND_OVER = "staff.hand_over"
    QUESTION = "resident.question"
    CHECK = "resident.check"
    READ_BACK = "resident.read_back"
    CONFIRM = "resident.confirm"
    CARD_SIGNATURE = "resident.card_signature"
    HAND_SIGNATURE = "resident.hand_signature"
    SPOKEN = "resident.spoken"
    SEALED = "resident.sealed"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, eq=False)
class Busy:
    """Something that takes a while; the sentence, how far it is, and whether it can be stopped."""

    message_key: str
    share: float | None = None
    can_stop: bool = True


@dataclass(frozen=True, eq=False)
class CardSeen:
    """What was read from the card for this visit; in memory only, the photo never stored."""

    name: str = field(repr=False)
    address: str = field(repr=False)
    birth_date: str = field(repr=False)
    sex: str = field(repr=False)
    method: str = "card_verification_b"
    photo_png: bytes | None = field(default=None, repr=False)
    name_png: bytes | None = field(default=None, repr=False)
    expires_on: str | None = None

    @property
    def birth_text(self) -> str:
        """The birth date in both calendars; as the chip says it where a part is unknown."""
        return day_text(self.birth_date)

    @property
    def expires_text(self) -> str:
        return day_text(self.expires_on or "")


@dataclass(frozen=True, eq=False)
class TriesSeen:
    """How many tries the card has left for each PIN; None where it has none."""

    user_authentication: int | None
    signature: int | None
    input_support: int | None
    verification_b: int | None


@dataclass(eq=False)
class CardStep:
    """The card screen: which way it is read, and how far that is."""

    way: str = "verification_b"
    reader_ready: bool = False
    tries: TriesSeen | None = None
    last_try_confirmed: bool = False
    seen: CardSeen | None = None
    same: SameCard = field(default_factory=SameCard, repr=False)


@dataclass(eq=False)
class FilingState:
    """One procedure of the visit, from its first question to its receipt number."""

    procedure: Procedure
    answers: dict[str, Answer] = field(default_factory=dict, repr=False)
    at: str | None = None
    returns_to: Screen | None = None
    read_back: int = 0
    read_back_at: datetime | None = None
    number: str | None = None
    confirmation: Confirmation | None = field(default=None, repr=False)
    is_sealed: bool = False
    slip_path: str | None = None
    form_path: str | None = None


@dataclass(eq=False)
class VisitState:
    """The visit that is open now."""

    id: str
    opened_at: datetime
    edition: Edition = field(repr=False)
    replaces: Replaced | None = None
    identity: IdentityRecord | None = field(default=None, repr=False)
    actor: Actor | None = field(default=None, repr=False)
    card: CardSeen | None = field(default=None, repr=False)
    facts: dict[str, Answer] = field(default_factory=dict, repr=False)
    filings: list[FilingState] = field(default_factory=list, repr=False)
    current: int = 0

    @property
    def filing(self) -> FilingState:
        """The procedure that is being filled now."""
        return self.filings[self.current]


@dataclass(frozen=True, eq=False)
class VisitRow:
    """One half-done visit in the list of the member of staff.

    One that ``is_damaged`` does not open any more; it can only be erased.
    """

    id: str
    opened_at: datetime
    name: str = field(repr=False)
    edition: Edition = field(repr=False)
    procedure_title_keys: tuple[str, ...] = ()
    is_damaged: bool = False


@dataclass(frozen=True)
class SentRow:
    """One sealed application in the list: no name, the number stands for it.

    ``answer_seq`` tells which of the city's answers it shows, 0 none.
    """

    id: str
    number: str
    state: str
    reason_key: str | None
    sealed_at: datetime
    is_urgent: bool = False
    answer_seq: int = 0
    answer_status: str | None = None
    answer_message: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class LineStatus:
    """What the courier does now, in the numbers of the outbox."""

    line: str = "no_line"
    waiting: int = 0
    sent: int = 0
    stuck: int = 0
    is_sending: bool = False
    bytes_sent: int = 0
    bytes_total: int = 0
    last_contact_at: datetime | None = None
    problem: Problem | None = None


@dataclass(frozen=True, eq=False)
class ShiftSeen:
    """What the end of the shift would erase, and what it would leave unsent."""

    half_done: int = 0
    unsent: int = 0


@dataclass(frozen=True, eq=False)
class LeaseSeen:
    """Until when half-done visits open without a line; short: less than two days."""

    until: datetime
    is_short: bool


@dataclass(frozen=True, eq=False)
class SavedFile:
    """A file that was saved; the next one of its kind begins behind ``upto``, with ``left`` to go.

    ``left_out`` were damaged and are in none; ``name`` is None when nothing was left to save.
    """

    kind: str
    name: str | None
    upto: int
    left: int
    left_out: int


@dataclass(frozen=True, eq=False)
class AsideRow:
    """Applications of one other tablet that were refused on their way for one reason."""

    these: SetAside

    @property
    def reason_key(self) -> str:
        """The reason in words; tablets of before noted the reception's own short name for it."""
        noted = self.these.reason_key
        return noted if noted.startswith("sync.") else "sync.p_server_refused_one"


@dataclass(eq=False)
class RelayState:
    """How the queue can travel without a line; what the last press did stands at the end.

    ``carried`` wait for the line, ``set_aside`` for a person.
    """

    is_metered: bool = False
    waiting: int = 0
    carried: int = 0
    set_aside: tuple[AsideRow, ...] = ()
    receipts: int = 0
    saved: SavedFile | None = None
    taken: tuple[int, int, int] | None = None


@dataclass(eq=False)
class AppState(ft.Observable):
    """Everything that the screens of one session are drawn from."""

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
    giving: VisitRow | None = None
    sent: tuple[SentRow, ...] = ()
    relay: RelayState = field(default_factory=RelayState)
    day: DaySheet | None = None
    found: SentRow | None = None
    card_step: CardStep = field(default_factory=CardStep)
    visit: VisitState | None = None
    practice_card: str | None = None
    practice_from: Screen = Screen.SIGN_IN
    refused_definitions: tuple[Any, ...] = ()
    pack_note: Problem | None = None
    typed_by: str = "resident"

    def changed(self) -> None:
        """Redraw after something below this object was changed; on the loop only."""
        self.notify()  # type: ignore[no-untyped-call]

    def go(self, screen: Screen) -> None:
        """Show *screen*, without what was said on the one before."""
        self.problem = None
        self.notice = None
        self.is_staff_called = False
        self.screen = screen

    def forget_visit(self) -> None:
        """Let go of everything that was known of the resident."""
        self.visit = None
        self.card_step = CardStep()
        self.found = None
