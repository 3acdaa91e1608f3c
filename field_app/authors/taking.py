"""Take a definition out of a workbook, over what a content folder has of it."""

from datetime import date
from pathlib import Path
from typing import Any

from field_app.authors.drafts.draft import Draft, read_draft
from field_app.authors.drafts.new import new_draft
from field_app.authors.workbook.book import Book, Uncarried
from field_app.authors.workbook.read import TakenBook, draft_of
from field_app.procedure.authoring.source import Unreadable
from field_app.procedure.load import DefinitionError


def taken_of_file(file: Path, content: Path, today: date) -> TakenBook:
    """Return what a workbook says; what it does not say stays as it is in the content folder.

    There the definition is looked for that is called as the file.
    """
    return taken_of_book(excel().read_book(file.read_bytes()), content, file.stem, today)


def taken_of_book(
    read: tuple[Book, tuple[Uncarried, ...]], content: Path, id: str, today: date
) -> TakenBook:
    """Return what a workbook that was read says, over the definition *id* of *content*."""
    book, unread = read
    before: Draft
    try:
        before = read_draft(content, id)
    except (OSError, DefinitionError, Unreadable):
        before = new_draft(id.lower(), id, today)
    taken = draft_of(book, before)
    return TakenBook(taken.draft, (*unread, *taken.uncarried), taken.places)


def excel() -> Any:
    """Return what reads and writes workbooks; it needs the extra ``authors``.

    Raises:
        ValueError: that is not installed; the text says how.
    """
    try:
        from field_app.authors.workbook import xlsx
    except ImportError as missing:
        raise ValueError(
            'Excel には openpyxl が要ります：pip install "demado[authors]"'
        ) from missing
    return xlsx
