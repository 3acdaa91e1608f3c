"""What is filled in on the tablet stands at the clerk's, for a case of every definition."""

import asyncio
import html
import re

import pytest

from field_app.flow.app import App
from field_app.procedure.definition.model import Procedure
from field_app.state.screen import Screen
from field_app.words.receipt_number import grouped
from tests.field_app.document.test_archive import attached
from tests.field_app.flow.after.test_correcting import Served, served
from tests.field_app.flow.counter import started
from tests.field_app.flow.test_witness import PASSPHRASE, STAFF
from tests.sync.office.gif.checked import in_gif
from tests.walker.cases import case_file, walk_case
from tests.walker.visitor import FILING
from tests.walker.walks import on_day

__all__ = ["served"]
TAG = re.compile(r"<[^>]*>")


@pytest.mark.slow
def test_every_answer_of_a_case_stands_in_the_office_and_fits_gif(served: Served) -> None:
    """Through the real courier, reception, intake and console; the form is the one sealed."""
    with started(served.tablet) as app:
        sealed = asyncio.run(_seal_each(app))
        served.exchange(app)
    listed = served.office.web.get("/").text
    for procedure, (number, answers) in sealed.items():
        assert grouped(number) in listed, procedure
        id = served.id_of(number)
        path = f"/applications/{id}"
        shown = _said(served, path)
        missing = {name: text for name, text in answers.items() if _bare(text) not in shown}
        assert missing == {}, f"{procedure}: the clerk does not see it"
        document = attached(served.office.web.get(f"{path}/form.pdf").content)
        assert {one["question"] for one in document["answers"]} == {*answers}, procedure
        assert in_gif(document)["B票"]["内容"], procedure
        served.decide(id, status="accepted")  # who only reads, and decides nothing, is asked why


async def _seal_each(app: App) -> dict[str, tuple[str, dict[str, str]]]:
    """Seal the first case of each definition that comes to its end; return numbers and answers."""
    offered = app.services.editions.newest().catalogue.procedures
    found = {}
    for procedure in (one for one in offered if one.purpose == FILING):
        found[procedure.id] = await _seal(app, procedure)
    return found


async def _seal(app: App, procedure: Procedure) -> tuple[str, dict[str, str]]:
    file = case_file(procedure)
    case = next(one for one in file.cases if not one.refuses)
    app = on_day(app.services, case.today)
    await app.staff.sign_in(STAFF, PASSPHRASE)
    await walk_case(app, procedure, case, file.answers)
    filing = app.state.open_visit.filing
    answers = {id: one.display for id, one in filing.answers.items()}
    await app.filing.begin_read_back()
    while app.state.screen is Screen.READ_BACK:
        await app.filing.confirm_read_back()
    await app.confirm.confirm_spoken(PASSPHRASE)
    assert app.state.screen is Screen.SEALED, (procedure.id, app.state.problem)
    number = app.state.open_visit.filing.number
    await app.visits.close()
    app.staff.lock()
    assert number is not None
    return number, answers


def _said(served: Served, path: str) -> str:
    """Return what a clerk reads of a page, without spaces."""
    return _bare(html.unescape(TAG.sub("", served.office.web.get(path).text)))


def _bare(text: str) -> str:
    return "".join(text.split())
