"""No text of a tablet turns a line around, or hides a character, wherever a clerk reads it."""

import logging
import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sync.office.commands.logs import VisibleFormatter
from sync.office.console.pages import told
from sync.office.lost_tablet.report import PAGES
from sync.office.store.states import ApplicationState
from sync.office.tablets.day_sheets import CheckedSheet
from sync.office.tablets.tablets import Tablet
from sync.visible import UNSEEN, one_line, visible
from sync.wire.messages.day_sheet import DaySheet
from sync.wire.messages.lease import Order
from sync.wire.package import Package, encode_package
from tests.attack.tablet.test_rooted_tablet_at_the_office import approve, send
from tests.sync.city import City
from tests.sync.office.applications.test_office import DOCUMENT, Office
from tests.sync.office.console.browsers import SIGNED_IN, OneConsole
from tests.sync.tablet.desk import Desk

TURNED = "見本\u202e郎太\u2066<b>"
SHOWN = "見本［RLO］郎太［LRI］"
TEMPLATES = Path(told.__code__.co_filename).parent / "templates"
# What a template writes between tags without `told`: words, times and numbers of our own.
OWN = re.compile(
    r"when\(.*\)|labels\.named\(labels\.STATUS, .*\)|said"
    r"|labels\.(ALIKE|MARK|TIME|WITHDRAWER)\[[\w.\[\]]+\]\[\d\]"
    r"|labels\.BULK\[action\]"
    r"|word(\[0\])?|loop\.index|.*\|length|refused|reason"
    r"|event\.seq|month|enough|working|one\.(opened|at_night|undecided)"
    r"|row\.tries|wait_s|wrong|shortest|fingerprint|code\.to_text\(\)|size|counted\(.*\)"
)
# A title, a choice and a text area take no tags; there the marks stand as plain text.
TAGLESS = re.compile(
    r"<textarea.*?</textarea>|<option.*?</option>|\{% block title %\}.*?\{% endblock %\}",
    re.DOTALL,
)


def test_mended_18_every_control_of_direction_and_every_blank_character_is_a_mark() -> None:
    named = {0x202A: "LRE", 0x202E: "RLO", 0x2066: "LRI", 0x2069: "PDI", 0x061C: "ALM"}
    for code, name in named.items():
        assert visible(f"a{chr(code)}b") == f"a［{name}］b"
    assert visible("a\u200bb\x1b[2Jc\xad") == "a［U+200B］b［U+001B］[2Jc［U+00AD］"
    turning = [
        chr(code)
        for code in range(0x110000)
        if unicodedata.bidirectional(chr(code))
        in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI", "BN")
        and unicodedata.category(chr(code)) in ("Cc", "Cf")
    ]
    assert [one for one in turning if not UNSEEN.fullmatch(one)] == []
    name = "葛󠄀城　辻󠄂\n﨑"  # a selector chooses how a name is written: it stays
    assert visible(name) == name
    assert one_line("a\r\n\tb\u2028c") == "a b［U+2028］c"


def test_mended_18_a_told_text_is_a_part_of_its_own_with_marks() -> None:
    assert told("見本\u202e<b>") == (
        '<bdi>見本<mark title="目に見えない文字です">［RLO］</mark>&lt;b&gt;</bdi>'
    )
    assert told("שלום") == "<bdi>שלום</bdi>"


def test_mended_18_no_template_writes_a_text_that_is_not_told() -> None:
    found = {}
    for path in TEMPLATES.rglob("*.html"):
        text = TAGLESS.sub("", path.read_text(encoding="utf-8"))
        text = re.sub(r"<[^<>]*>", "", re.sub(r"\{%.*?%\}", "", text))
        said = [one.strip() for one in re.findall(r"\{\{(.*?)\}\}", text)]
        found[path.name] = [
            one for one in said if not one.endswith("|told") and not OWN.fullmatch(one)
        ]
    assert len(found) > 6
    assert {name: texts for name, texts in found.items() if texts} == {}


@pytest.fixture
def one(tmp_path: Path) -> Iterator[OneConsole]:
    made = OneConsole(tmp_path)
    id = "ab" * 16
    made.store.put_application(id, "d", "2026-11-20T01:00:00+00:00", b"sealed")
    with made.store.transaction() as db:
        values = [TURNED, TURNED, TURNED, ApplicationState.RECEIVED.value, id]
        db.execute(
            "update application set person = ?, title = ?, number = ?, status = ? where id = ?",
            values,
        )
        db.execute(
            "insert into device (id, name, sign_key, seal_key) values (?, ?, ?, ?)",
            ["d", TURNED, b"k", b"k"],
        )
    yield made
    made.store.close()


async def test_mended_18_list_search_and_tablets_show_marks(one: OneConsole) -> None:
    async with one.browser() as web:
        await web.post("/sign-in", data=SIGNED_IN)
        tablets = (await web.get("/devices")).text
        found = re.search(r'name="csrf" value="([^"]+)"', tablets)
        assert found
        await web.post("/", data={"csrf": found[1], "q": "見本\u202e"})
        listed = (await web.get("/")).text
    for text in (listed, tablets):
        assert UNSEEN.search(text) is None
        assert "<bdi>見本<mark" in text
    assert 'value="見本［RLO］"' in listed, "also in the field of the search"
    assert "1件" in listed
    assert f"{SHOWN}&lt;b&gt;&#x2069; を失効" in tablets, "also in what is asked before"


def test_mended_18_the_page_and_its_print_show_marks(
    served: City, online: Desk, tmp_path: Path
) -> None:
    office = Office(served, tmp_path)
    office.sign_in()
    approve(office, online)
    document = {
        **DOCUMENT,
        "person": {"name": TURNED},
        "procedure": {"id": "x", "title": TURNED},
        "staff": TURNED,
        "actor": {"kind": TURNED, "name": TURNED},
        "identity": {"method": TURNED},
        "confirmation": {"method": TURNED},
        "answers": [{"label": TURNED, "display": TURNED, "source": TURNED}],
    }
    (id,) = send(online, [encode_package(Package(document))])
    office.intake.run_once()
    plain = {"status": "returned", "message": f"理由 {TURNED}"}
    assert office.decide(id, plain, seen=9).status_code == 409
    text = office.decide(id, plain).text
    office.close()
    assert UNSEEN.search(text) is None
    assert text.count("<bdi>見本<mark") >= 9
    assert "カードや書類と見比べてください" in text


def test_mended_18_sheet_report_and_log_output_show_marks() -> None:
    tablet = Tablet(
        *("d", f"{TURNED}\n署名", b"", b"", 1, "", None, None, None, None),
        *(Order.NONE, None, None, "", None),
    )
    at = datetime(2026, 11, 20, tzinfo=UTC)
    sheet = DaySheet("d", "2026-11-20", at, 0, 0, 0, 0, 0)
    assert f"{SHOWN}<b> 署名" in CheckedSheet(tablet, sheet).lines()[0]
    assert SHOWN in PAGES.from_string("{{ name }}").render(name=TURNED)
    record = logging.LogRecord(
        "x", logging.ERROR, "", 0, "tablet %s", (f"{TURNED}\nERROR y",), None
    )
    said = VisibleFormatter("%(levelname)s %(message)s").format(record)
    assert said == f"ERROR tablet {SHOWN}<b> ERROR y"
