"""An author's afternoon, by the tools alone: from a blank sheet to an exported application."""

import asyncio
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from field_app.document.inputs import Actor
from field_app.flow.app import App
from field_app.flow.joining import NewStaff
from field_app.procedure.definition.filer import ActorKind
from field_app.procedure.definition.provenance import Source
from field_app.served.hand_out import HandOutStore
from field_app.state.screen import Screen
from field_app.wiring.enrol import empty_tablet
from field_app.wiring.options import TabletOptions
from field_app.wiring.wiring import services
from sync.office.exports.table import BOM, table_of
from sync.office.keys.column_keys import column_cipher
from sync.office.keys.keys import make_office_keys
from sync.reception.store.enrolment import new_code
from sync.tablet.enrolment.introduction import Introduction
from sync.wire.city import utc_now
from tests.field_app.authors.conftest import Run
from tests.field_app.flow.walk import answer_all
from tests.sync.city import City, make_city
from tests.sync.office.exports.decided import records
from tests.sync.office.parts import Parts
from tests.sync.pack_city import PackCity, served_packs

pytestmark = pytest.mark.slow

PASSPHRASE = "見本だけの長い合言葉 その一"


def test_from_a_blank_sheet_to_an_exported_application(tmp_path: Path, run: Run) -> None:
    made = make_city(tmp_path / "city")
    city = PackCity(tmp_path / "packs")
    city.city(made.pack)
    root = city.init()
    at, file = ("--content", city.content), tmp_path / "bicycle.xlsx"

    assert run("new", "bicycle", "--title", "駐輪場の利用", *at)[0] == 0
    assert run("export", file, *at)[0] == 0
    write_in_excel(file)
    code, said = run("check", file, *at)
    assert code == 1
    assert [line.split(" ")[0] for line in said.splitlines() if "（注意）" not in line] == [
        "survey:3:", "survey:4:", "survey:4:",
    ]  # fmt: skip
    assert all(
        word in said
        for word in ("「yes_no」ではありませんか", "「has_bicycle」では", "「氏名」が2つ")
    )
    mend_in_excel(file)
    assert run("import", file, *at)[0] == 0
    assert run("check", *at)[0] == 0
    assert run("test", "bicycle", *at) == (0, "bicycle: 事例 2 立場 1/1 分かれ目 2/2\n")
    signed = ("--repository", city.repository.folder, "--keys", city.keys)
    assert run("publish", *at, *signed)[0] == 0

    with served_packs(made, city.repository.folder):
        document = filed(made, root, tmp_path)
    heading, row = document.removeprefix(BOM).splitlines()
    assert "登録番号" in heading
    assert row.endswith("見本　花子,yes,自転車 1234")


def write_in_excel(file: Path) -> None:
    """Write the form as its author would, with three mistakes."""
    workbook = openpyxl.load_workbook(file)
    survey, cases = workbook["survey"], workbook["cases"]
    put(survey, 3, name="has_bicycle", type="text", kind="yesno", export="自転車の有無",
        required="yes", **texts("自転車を使いますか", "自転車《じてんしゃ》を 使《つか》いますか",
                                "Do you use a bicycle?"), constraint=None)  # fmt: skip
    put(survey, 4, name="number", type="text", export="氏名", required="yes",
        relevant="${has_bicycl} = 'yes'",
        **texts("登録番号は何番ですか", "何番《なんばん》ですか", "Which number?"))  # fmt: skip
    for number in (3, 4):
        put(cases, number, title=f"事例{number}", role="self", today="2026-11-30",
            **{"answer:name": "見本　花子"})  # fmt: skip
    add(cases, "answer:has_bicycle", {3: "yes", 4: "no"})
    add(cases, "answer:number", {3: "自転車 1234"})
    put(cases, 3, pages="name\nhas_bicycle\nnumber", **{"answer:reason": None})
    put(cases, 4, pages="name\nhas_bicycle")
    workbook.save(file)


def mend_in_excel(file: Path) -> None:
    workbook = openpyxl.load_workbook(file)
    survey = workbook["survey"]
    put(survey, 3, kind="yes_no")
    put(survey, 4, relevant="${has_bicycle} = 'yes'", export="登録番号")
    workbook.save(file)


def texts(ja: str, easy: str, en: str) -> dict[str, str]:
    return {"label::ja": ja, "label::ja_easy": easy, "label::en": en}


def put(page: Any, row: int, **cells: Any) -> None:
    columns = {cell.value: cell.column for cell in page[1]}
    for name, value in cells.items():
        page.cell(row, columns[name]).value = value


def add(page: Any, heading: str, cells: dict[int, str]) -> None:
    column = page.max_column + 1
    page.cell(1, column).value = heading
    for row, value in cells.items():
        page.cell(row, column).value = value


def filed(made: City, root: bytes, folder: Path) -> str:
    """Let a tablet join, take the pack, file; let the office open, decide, export."""
    tablet = empty_tablet(folder / "tablet")
    staff = [NewStaff("a", "見本 あおい", PASSPHRASE)]
    code = new_code(made.store, utc_now())
    enrolled = tablet.join(Introduction(made.pack, root), code=code, name="試験", staff=staff)
    make_office_keys(folder / "keys", utc_now())
    office = Parts.open(made, folder, folder / "office.db")
    office.store.cipher = column_cipher(folder / "keys")
    office.intake.run_once()
    assert office.tablets.approve(enrolled.id, "clerk", utc_now())
    office.intake.run_once()
    with services(TabletOptions(folder / "tablet", folder / "tablet"), HandOutStore()) as parts:
        asyncio.run(visit(App.open(parts, lambda _: None)))
        parts.courier.run_once()
        office.intake.run_once()
        (application,) = (item.id for item in parts.outbox.items())
    seen = max(one.seq for one in office.store.decisions(application))
    office.decisions.decide(application, "accepted", "見本", by="clerk", seen=seen)
    office.intake.run_once()
    content = table_of(records(office), "utf-8").content.decode()
    office.close()
    made.store.close()
    return content


async def visit(app: App) -> None:
    """File what the author made, as staff and resident do."""
    await app.staff.sign_in("a", PASSPHRASE)
    await app.visits.begin()
    await app.identity.accept_interview()
    await app.identity.came(Actor(ActorKind.SELF))
    await app.visits.choose(("bicycle",))
    await app.filing.start(Source.RESIDENT)
    await answer_all(app, {"name": "見本　花子", "has_bicycle": "yes", "number": "自転車 1234"})
    await app.confirm.confirm_spoken(PASSPHRASE)
    assert app.state.problem is None
    assert app.state.screen is Screen.SEALED
