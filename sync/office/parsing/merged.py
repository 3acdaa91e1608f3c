"""Puts the pages of several forms into one PDF to be printed: what is drawn, and nothing else.

Of each page only its drawing goes over. Signatures, attachments, links and whatever a form might
do when it is opened stay behind: the copy is paper, and no form.
"""

import io
from collections.abc import Iterator, Sequence
from typing import Any, Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import PdfFileWriter

from sync.office.parsing.signature import BROKEN

# These of pyHanko have no types.
Writer: Final[Any] = PdfFileWriter
Dictionary: Final[Any] = generic.DictionaryObject
MOST_PAGES: Final = 200
DEEPEST: Final = 8
DRAWN: Final = ("/Contents", "/Resources", "/MediaBox", "/CropBox", "/Rotate")
INHERITED: Final = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")


def merged_form(forms: Sequence[bytes]) -> bytes:
    """Return the pages of *forms*, in their order, as one PDF.

    Raises:
        ValueError: one of them is no form of ours, or has too many pages.
    """
    writer = Writer()
    try:
        for form in forms:
            reader = PdfFileReader(io.BytesIO(form))
            _add(writer, reader.root["/Pages"])
    except BROKEN as refused:
        raise ValueError("no form") from refused
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _add(writer: Any, tree: Any) -> None:
    """Copy the pages of one form, with what they share once."""
    names = (f"/Page{number}" for number in range(MOST_PAGES + 1))
    pages = Dictionary(
        {
            generic.pdf_name(name): page
            for name, page in zip(names, _pages(tree, {}, 0), strict=False)
        }
    )
    if not 0 < len(pages) <= MOST_PAGES:
        raise ValueError("no page, or too many")
    pages.container_ref = tree.container_ref
    for page in writer.import_object(pages).values():
        writer.insert_page(page)


def _pages(node: Any, above: dict[str, Any], depth: int) -> Iterator[Any]:
    """Yield what is drawn of each page below a node, with what it takes from the nodes above."""
    if depth > DEEPEST:
        raise ValueError("a tree of pages that is too deep")
    own = above | {name: node.raw_get(name) for name in INHERITED if name in node}
    if "/Kids" in node:
        for kid in node["/Kids"]:
            yield from _pages(kid.get_object(), own, depth + 1)
        return
    drawn = own | {name: node.raw_get(name) for name in DRAWN if name in node}
    said = {generic.pdf_name(name): value for name, value in drawn.items()}
    yield Dictionary({generic.pdf_name("/Type"): generic.pdf_name("/Page"), **said})
