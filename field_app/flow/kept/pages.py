"""Packs each page of an attachment into a sealed row of its own: what it is, then its JPEG.

The rows are the truth about what was taken: they outlive a lock and a kill, and an answer
that lists other pages than there are is no answer.
"""

from collections.abc import Mapping
from typing import Any, Final

from field_app.pictures.message import decode, encode
from field_app.procedure.definition.model import Procedure
from field_app.procedure.kinds.attachment import PicturePage

PREFIX: Final = "page/"


def page_row(procedure_id: str, question_id: str, n: int) -> str:
    """Return the name of the row with one page."""
    return f"{PREFIX}{procedure_id}/{question_id}/{n:06}"


def page_bytes(page: PicturePage, jpeg: bytes) -> bytes:
    """Return the row of *page*."""
    return encode({**page}, jpeg)


def read_page(row: bytes) -> tuple[PicturePage, bytes]:
    """Return what a row says of its page, and the JPEG."""
    head, jpeg = decode(row)
    return _page(head), jpeg


def pages_in(rows: Mapping[str, bytes], procedure: Procedure) -> dict[str, tuple[PicturePage, ...]]:
    """Return the pages of each question of *procedure*, in the order in which they were taken."""
    found: dict[str, tuple[PicturePage, ...]] = {}
    for question in procedure.questions:
        prefix = page_row(procedure.id, question.id, 0)[:-6]
        names = sorted(name for name in rows if name.startswith(prefix))
        if names:
            found[question.id] = tuple(read_page(rows[name])[0] for name in names)
    return found


def _page(head: dict[str, Any]) -> PicturePage:
    return PicturePage(
        n=head["n"],
        sha256=head["sha256"],
        size=head["size"],
        masked=head["masked"],
        looked=head["looked"],
    )
