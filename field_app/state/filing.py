"""Holds one procedure of a visit while it is filled in."""

from dataclasses import dataclass, field
from datetime import datetime

from field_app.document.inputs import Confirmation, Slip
from field_app.procedure.answers import Answer
from field_app.procedure.definition.model import Procedure
from field_app.procedure.kinds.attachment import PicturePage
from field_app.state.screen import Screen
from field_app.words.problem import Problem


@dataclass(frozen=True)
class Ruling:
    """What a person said to a rule: yes to an ask, or that a notice was read.

    ``basis`` is what the rule rested on then; once it changes, the rule is said anew.
    """

    basis: str = field(repr=False)
    is_asked: bool
    sentence: str
    at: datetime


@dataclass(eq=False)
class FilingState:
    """One procedure of the visit, from its first question to its receipt number.

    ``earlier`` are the answers of the application that this one corrects, ``remarks`` the clerk's
    beside what is asked again.
    ``refused`` are the answers that could not stand on a page, and why. ``is_left`` says that
    the page with its receipt number was left for the next procedure, ``is_same_person``
    that before the seal somebody said whose application it is.
    ``pages`` are the pictures that are kept, by question; ``page_paths`` says where the browser
    finds each, by its digest.
    ``unshared`` are the questions whose change was not said to be true here only or everywhere.
    """

    procedure: Procedure
    answers: dict[str, Answer] = field(default_factory=dict, repr=False)
    earlier: dict[str, Answer] = field(default_factory=dict, repr=False)
    remarks: dict[str, str] = field(default_factory=dict, repr=False)
    rulings: dict[str, Ruling] = field(default_factory=dict, repr=False)
    at: str | None = None
    returns_to: Screen | None = None
    refused: dict[str, Problem] = field(default_factory=dict)
    read_back: int = 0
    read_back_at: datetime | None = None
    is_same_person: bool = False
    unshared: tuple[str, ...] = ()
    number: str | None = None
    confirmation: Confirmation | None = field(default=None, repr=False)
    is_sealed: bool = False
    is_left: bool = False
    unprintable: tuple[str, ...] = field(default=(), repr=False)
    slip: Slip | None = None
    slip_path: str | None = None
    form_path: str | None = None
    copy_path: str | None = None
    pages: dict[str, tuple[PicturePage, ...]] = field(default_factory=dict, repr=False)
    page_paths: dict[str, str] = field(default_factory=dict, repr=False)
