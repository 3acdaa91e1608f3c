"""Holds the picture that was just taken, until it is kept or dropped."""

from dataclasses import dataclass, field

from field_app.pictures.message import Change, Prepared


@dataclass(eq=False)
class PendingPicture:
    """One picture in memory alone: as it was brought, and as it would be kept.

    Attributes:
        question: the question that it is for.
        source: the file as it was brought; every change is made to it anew.
        change: how it is turned, and where bars lie.
        prepared: what would be kept.
        path: where the browser finds that.
        replaces: the place of the page that it stands for; None for a new one.
        is_read: whether a reader looked for numbers; otherwise staff have to.
        found: how many it found, which bars cover.
        before: how many numbers were blacked out in that page already.
    """

    question: str
    source: bytes = field(repr=False)
    change: Change
    prepared: Prepared = field(repr=False)
    path: str = field(repr=False)
    replaces: int | None = None
    is_read: bool = False
    found: int = 0
    before: int = 0
