"""The forms of a selection come as one PDF, in the order of the list."""

import io

import httpx
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from reportlab.pdfgen.canvas import Canvas

from sync.office.access.openings import MOST_OPENED
from sync.office.console.casework.print_pages import MOST
from sync.office.console.sessions import FRESH_S
from sync.office.parsing.merged import MOST_PAGES, merged_form
from sync.wire.package import Part
from tests.sync.office.console.browsers import SIGNED_IN, OneConsole, csrf
from tests.sync.office.console.filed import Filed


@pytest.fixture
def filed(one: OneConsole) -> Filed:
    return Filed(one)


def form(*texts: str) -> bytes:
    made = io.BytesIO()
    canvas = Canvas(made, pageCompression=0)
    for text in texts:
        canvas.drawString(100, 700, text)
        canvas.linkURL("http://evil.example/", (0, 0, 99, 99))
        canvas.showPage()
    canvas.save()
    return made.getvalue()


def part(*texts: str) -> Part:
    return Part("form.pdf", "application/pdf", form(*texts))


def drawn(pdf: bytes) -> list[bytes]:
    pages = PdfFileReader(io.BytesIO(pdf)).root["/Pages"]["/Kids"]
    return [page.get_object()["/Contents"].data for page in pages]


async def signed_in(web: httpx.AsyncClient) -> dict[str, str]:
    await web.post("/sign-in", data=SIGNED_IN)
    return {"csrf": await csrf(web)}


async def test_a_selection_is_one_file_and_each_of_it_is_logged(filed: Filed) -> None:
    ids = [filed.put(part("AAA", "BBB")), filed.put(part("CCC"))]
    async with filed.one.browser() as web:
        said = await signed_in(web)
        picked = {f"pick.{id}": "0" for id in ids}
        answer = await web.post("/selection.pdf", data={**said, **picked})
        assert answer.headers["content-type"] == "application/pdf"
        pages = drawn(answer.content)
        for text, page in zip((b"AAA", b"BBB", b"CCC"), pages, strict=True):
            assert text in page
        assert b"evil.example" not in answer.content
        assert [kind for kind, _ in filed.one.said()].count("opened") == 2
        assert (await web.post("/selection.pdf", data=said)).headers["location"] == "/"


async def test_what_has_no_form_is_named_and_too_many_are_refused(filed: Filed) -> None:
    bare, whole = filed.put(), filed.put(part("AAA"))
    async with filed.one.browser() as web:
        said = await signed_in(web)
        picked = {f"pick.{id}": "0" for id in (whole, bare)}
        answer = await web.post("/selection.pdf", data={**said, **picked})
        assert (answer.status_code, "2345-6782-9323" in answer.text) == (409, True)
        filed.many.fill(MOST + 1, MOST + 1, 0)
        rows = filed.one.store.rows("select id from application")
        everything = {f"pick.{id}": "0" for (id,) in rows}
        answer = await web.post("/selection.pdf", data={**said, **everything})
        assert f"{MOST}件まで" in answer.text


async def test_of_another_department_nothing_is_printed_and_of_many_only_once_proved(
    filed: Filed,
) -> None:
    theirs = filed.put(part("AAA"))
    filed.many.fill(MOST_OPENED + 1, MOST_OPENED + 1, 0)
    with filed.one.store.transaction() as db:
        db.execute("update application set department = null")
        db.execute("update application set department = 'theirs' where id = ?", [theirs])
        db.execute("insert into clerk_department values ('clerk', 'ours')")
    async with filed.one.browser() as web:
        said = await signed_in(web)
        answer = await web.post("/selection.pdf", data={**said, f"pick.{theirs}": "0"})
        assert answer.headers["location"] == "/"
        filed.one.clock.now_s += FRESH_S
        rows = filed.one.store.rows("select id from application where department is null")
        everything = {f"pick.{id}": "0" for (id,) in rows}
        answer = await web.post("/selection.pdf", data={**said, **everything})
        assert answer.headers["location"].startswith("/prove")
    assert ("opened", "clerk") not in filed.one.said()


@pytest.mark.parametrize(
    "damaged", [b"", b"no form", form("A")[:-200], form(*["A"] * (MOST_PAGES + 1))]
)
def test_what_is_no_form_is_refused(damaged: bytes) -> None:
    with pytest.raises(ValueError, match=r"no form|no page|too deep"):
        merged_form([form("A"), damaged])


def test_pages_that_lead_in_a_circle_end() -> None:
    tree = PdfFileReader(io.BytesIO(form("A"))).root.raw_get("/Pages")
    looped = form("A")
    kids = looped.index(b"/Kids [") + len(b"/Kids [")
    end = looped.index(b"]", kids)
    own = f" {tree.idnum} 0 R ".encode().ljust(end - kids)
    with pytest.raises(ValueError, match=r"no form|no page|too deep"):
        merged_form([looped[:kids] + own[: end - kids] + looped[end:]])
