"""Issue 12: a hostile application, and a session that reads all it can, behind the city's nginx."""

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import pytest

from sync.office.access.openings import MOST_OPENED
from sync.office.keys.column_keys import column_cipher
from sync.office.store.store import OfficeStore
from sync.wire.city import CityKey, utc_now
from sync.wire.envelope import NO_PREVIOUS, Header, seal
from sync.wire.hpke.suites import HYBRID
from sync.wire.package import Package, Part, encode_package
from tests.attack.office.behind_nginx import Fortress, csrf, fortress, signed_in
from tests.load.many_applications import ManyApplications
from tests.sync.city import make_city
from tests.sync.postgresql import postgresql

pytestmark = pytest.mark.cluster

SCRIPT = "<script>alert(1)</script>"
FORMULA = "=cmd|' /C calc'!A0"
BREAKS = '"><img src=x onerror=alert(1)>\r\nSet-Cookie: a=b'


@dataclass
class Besieged:
    """An office with a hostile application that was accepted, and many others."""

    office: Fortress
    store: OfficeStore
    hostile: str
    others: list[str]

    def forget_proofs(self) -> None:
        """Let every proof of who a clerk is be of long ago."""
        with self.store.transaction() as db:
            db.execute("update clerk_session set proved_s = 0")


@pytest.fixture(scope="module")
def besieged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Besieged]:
    folder = tmp_path_factory.mktemp("fortress")
    city = make_city(folder / "city")
    with (
        postgresql() as server,
        fortress(city, server.url(), folder) as office,
        closing(OfficeStore.open(server.url())) as store,
    ):
        store.cipher = column_cipher(folder / "office")
        public = city.sealing.public
        key = CityKey(id="k1", suite=HYBRID, public=public, not_after=utc_now())
        many = ManyApplications(store, key)
        many.fill(MOST_OPENED + 2, MOST_OPENED + 2, MOST_OPENED + 2)
        hostile, *others = many.to_open
        poison(store, many, hostile)
        yield Besieged(office, store, hostile, others)
    city.store.close()


def poison(store: OfficeStore, many: ManyApplications, id: str) -> None:
    """Put what no honest tablet seals in the place of an application, accepted and sent."""
    answers = [
        {"question": f"q{n}", "label": text, "export": f"欄{n}", "value": text, "display": text}
        for n, text in enumerate((SCRIPT, FORMULA, BREAKS))
    ]
    document = {
        "v": 1,
        "number": "234567829345",
        "procedure": {"id": "kyufukin", "title": SCRIPT, "version": 1},
        "person": {"name": SCRIPT},
        "counter_accepted_at": utc_now().isoformat(),
        "actor": {"kind": "self", "name": BREAKS},
        "answers": answers,
        "attachments": [{"part": "page_1.jpg", "label": BREAKS}],
    }
    key, at = many.key, utc_now().isoformat()
    header = Header(key.suite, id, many.devices[0], 1, NO_PREVIOUS, key.id, at)
    parts = (Part("page_1.jpg", "text/html", SCRIPT.encode()),)
    content = seal(encode_package(Package(document, parts)), header, key, many.sign).to_bytes()
    named = {"person": SCRIPT, "title": SCRIPT, "procedure": "kyufukin"}
    kept = {
        name: store.cipher.seal(f"application.{name}", id, text) for name, text in named.items()
    }
    with store.transaction() as db:
        db.execute(
            "update application set content = ?, device = ?, person = ?, title = ?, procedure = ?,"
            " status = 'accepted' where id = ?",
            [content, many.devices[0], kept["person"], kept["title"], kept["procedure"], id],
        )
        db.execute(
            "insert into decision (id, seq, status, message, clerk, at, sealed, sent_at)"
            " values (?, 2, 'accepted', '', 'clerk', ?, ?, ?)",
            [id, at, b"sealed", at],
        )


def test_nothing_of_a_hostile_application_runs(besieged: Besieged) -> None:
    with signed_in(besieged.office) as web:
        page = web.get(f"/applications/{besieged.hostile}")
        pages = [page, web.get("/")]
        picture = web.get(f"/applications/{besieged.hostile}/page_1.jpg")
    assert page.status_code == 200
    assert page.text.count("&lt;script&gt;alert(1)") >= 2
    for one in pages:
        assert SCRIPT not in one.text
        assert "<img src=x" not in one.text
        assert "a" not in one.cookies
        assert "script-src 'self'" in one.headers["content-security-policy"]
    assert picture.headers["content-type"] == "application/octet-stream"
    assert picture.headers["content-disposition"].startswith("attachment")
    assert picture.headers["x-content-type-options"] == "nosniff"


def test_a_table_calculates_nothing(besieged: Besieged) -> None:
    with signed_in(besieged.office) as web:
        form = {"csrf": csrf(web), "which": "since", "since": "0", "procedure": "kyufukin"}
        made = web.post("/exports", data={**form, "form": "csv"})
        assert made.status_code == 303, made.text
        file = web.post(f"{made.headers['location']}/file", data={"csrf": form["csrf"]})
    assert file.status_code == 200
    assert "attachment" in file.headers["content-disposition"]
    assert "'=cmd|" in file.content.decode("utf-8-sig")
    assert not re.search(r'(^|,|\n)"?=cmd', file.content.decode("utf-8-sig"))


def test_who_has_a_session_alone_exports_nothing_and_opens_a_few(besieged: Besieged) -> None:
    with signed_in(besieged.office) as web:
        secret = csrf(web)
        besieged.forget_proofs()
        for path in ("/exports", "/payments", "/tokens"):
            assert web.get(path).headers["location"].startswith("/prove"), path
        form = {"csrf": secret, "which": "since", "since": "0", "form": "json", "procedure": ""}
        assert web.post("/exports", data=form).headers["location"].startswith("/prove")
        seen = [web.get(f"/applications/{one}").status_code for one in besieged.others]
    assert seen.count(200) == MOST_OPENED
    assert set(seen[MOST_OPENED:]) == {303}
