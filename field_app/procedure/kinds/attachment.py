"""Validate, show and export pictures of a paper: one page or several.

The answer lists the pages; their pixels lie in sealed rows beside it, see
``field_app/flow/kept/pages.py``.
"""

from typing import Any, Final, TypedDict

from field_app.procedure.definition.model import Question
from field_app.procedure.definition.refused import AnswerRefused
from field_app.procedure.kinds.kind import (
    Kind,
    ValidationContext,
    Words,
    exported_as_kept,
    no_text,
)

MOST_PAGES: Final = 10


class StaffLook(TypedDict):
    """Who of the staff saw that no number stands on a page, and when (ISO)."""

    by: str
    at: str


class PicturePage(TypedDict):
    """One page: its place, the digest and length of its JPEG, and what hides numbers on it.

    ``masked`` counts the numbers that were blacked out; with None nobody looked for any.
    """

    n: int
    sha256: str
    size: int
    masked: int | None
    looked: StaffLook | None


def most_pages(question: Question) -> int:
    """Return how many pages *question* takes."""
    return min(question.maximum or 1, MOST_PAGES)


def validate_attachment(
    question: Question, raw: Any, _: ValidationContext
) -> list[PicturePage] | None:
    """Return the pages, all of which were looked at; None where none is needed.

    Args:
        raw: ``{"pages", "is_pending"}``; a picture that is pending was neither taken nor dropped.
    """
    pages: list[PicturePage] = list(raw["pages"])
    if raw["is_pending"]:
        raise AnswerRefused("kinds.p_picture_pending")
    if not pages and not question.required:
        return None
    least = question.minimum or 1
    if len(pages) < least:
        raise AnswerRefused("kinds.p_pictures_few", least=least)
    if len(pages) > most_pages(question):
        raise AnswerRefused("kinds.p_pictures_many", most=most_pages(question))
    if any(page["masked"] is None for page in pages):
        raise AnswerRefused("kinds.p_picture_not_looked")
    return pages


def shown_attachment(_: Question, value: Any, words: Words) -> str:
    """Return 添付 2枚."""
    return f"{words('kinds.s_attached')} {len(value)}{words('kinds.s_sheets')}"


KIND: Final = Kind(
    validate_attachment,
    shown_attachment,
    exported_as_kept,
    free_texts=no_text,
    has_pages=True,
    columns=lambda _: ("*.n", "*.sha256", "*.size", "*.masked", "*.looked.by", "*.looked.at"),
)
