"""Issue 12, point 5: exports in the browser: what came out, who is left, the file, the log."""

import json
import re
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from zipfile import ZipFile

from sync.office.exports.made import MadeExports, drop_made
from sync.wire.city import utc_now
from tests.sync.office.api.systems import Systems
from tests.sync.office.console.outward.signed_in import signed_in

WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
TABLE = {"procedure": "kyufukin", "form": "csv-cp932", "which": "since", "since": "0"}


def place(text: str) -> str:
    found = re.search(r'action="(/exports/[0-9a-f]{16}/file)"', text)
    assert found
    return found[1]


async def test_a_file_is_made_shown_and_given_and_the_log_has_it(systems: Systems) -> None:
    systems.decided("見本　一子", "𠮷野　見")
    async with signed_in(systems) as clerk:
        made = await clerk.send("/exports", **TABLE)
        assert "書き出したもの：1件" in made.text
        assert "U+20BB7" in made.text
        assert "見本　一子" not in made.text, "the page names nobody"
        assert systems.said("exported") == [], "nobody has it yet"
        file = await clerk.send(place(made.text))
        assert "見本　一子" in file.content.decode("cp932")
        assert "attachment" in file.headers["content-disposition"]
        again = await clerk.send(place(made.text))
        assert again.content == file.content
    assert [one["count"] for one in systems.said("exported")] == [1, 1]
    kept = str(systems.office.store.rows("select content from made_export"))
    assert "kyufukin" not in kept, "sealed"


async def test_a_bundle_and_the_words_of_gif(systems: Systems) -> None:
    systems.decided("見本　一子", "𠮷野　見")
    wish = {"which": "since", "since": "0", "procedure": ""}
    async with signed_in(systems) as clerk:
        made = await clerk.send("/exports", **wish, form="bundle")
        assert "書き出したもの：2件" in made.text
        assert "tables/kyufukin.cp932.csv：" in made.text
        assert "ZIPの中の3か所に" in made.text, "the applications are in it"
        assert "U+20BB7" in made.text
        assert systems.said("exported") == [], "nobody has it yet"
        file = await clerk.send(place(made.text))
        assert 'filename="all-00000001-00000002.zip"' in file.headers["content-disposition"]
        with ZipFile(BytesIO(file.content)) as zip:
            manifest = json.loads(zip.read("manifest.json"))
            assert "見本　一子" in zip.read("tables/kyufukin.utf-8.csv").decode()
        assert (manifest["count"], manifest["last"]) == (2, 2)
        assert (await clerk.send(place(made.text))).content == file.content, "once more"
        sheets = await clerk.send("/exports", **wish, form="gif")
        lines = (await clerk.send(place(sheets.text))).text.splitlines()
        found = [json.loads(one)["A票"]["申請者"]["氏"] for one in lines]
        assert found == ["見本　一子", "𠮷野　見"]
        none = await clerk.send("/exports", **{**wish, "since": "99"}, form="bundle")
        assert (none.status_code, "あてはまる申請がありません" in none.text) == (409, True)
        other = await clerk.send("/exports", **{**wish, "procedure": "another"}, form="bundle")
        assert other.status_code == 409
    digest = sha256(file.content).hexdigest()
    assert [one["digest"] for one in systems.said("exported")][:2] == [digest, digest]
    assert "見本" not in str(systems.office.store.rows("select content from made_export"))


async def test_a_file_is_its_clerks_alone_and_for_a_day(systems: Systems) -> None:
    systems.decided("見本　一子")
    async with signed_in(systems) as clerk:
        path = place((await clerk.send("/exports", **TABLE)).text)
    async with signed_in(systems, "colleague") as other:
        with systems.office.store.transaction() as db:
            systems.clerks.roles.give(db, "colleague", ["administrator"])
    async with signed_in(systems, "colleague") as other:
        assert (await other.send(path)).status_code == 404
    id = path.split("/")[2]
    later = MadeExports(systems.office.store, "clerk", lambda: utc_now() + timedelta(days=2))
    assert later.find(id) is None
    assert MadeExports(systems.office.store, "clerk").find(id) is not None
    assert drop_made(systems.office.store, utc_now()) == 0
    assert drop_made(systems.office.store, utc_now() + timedelta(days=2)) == 1
    assert systems.office.store.rows("select id from made_export") == []


async def test_what_cannot_be_made_is_said_and_the_form_stays(systems: Systems) -> None:
    systems.decided("見本　一子")
    odd = {
        "手続きを1つ選んで": {**TABLE, "procedure": ""},
        "番号は、0か": {**TABLE, "since": "いち"},
        "日を選んで": {**TABLE, "which": "day", "day": "きのう"},
        "あてはまる申請がありません": {**TABLE, "since": "99"},
    }
    async with signed_in(systems) as clerk:
        for said, form in odd.items():
            refused = await clerk.send("/exports", **form)
            assert (refused.status_code, said in refused.text) == (409, True), said
        one = await clerk.send("/exports", **{**TABLE, "which": "one", "number": "2222-2222-2222"})
        assert one.status_code == 409


async def test_one_application_and_a_day(systems: Systems) -> None:
    (id, _) = systems.decided("見本　一子", "見本　二子")
    ((number,),) = systems.office.store.rows("select number from application where id = ?", id)
    async with signed_in(systems) as clerk:
        one = await clerk.send("/exports", which="one", number=number, form="json")
        assert "一子" in (await clerk.send(place(one.text))).text
        wide = f"{number[:4]}ー{number[4:8]} {number[8:]}".translate(WIDE)
        same = await clerk.send("/exports", which="one", number=wide, form="json")
        assert "一子" in (await clerk.send(place(same.text))).text
        rest = await clerk.send("/exports", **{**TABLE, "since": "１"})
        assert "書き出したもの：1件" in rest.text
        day = await clerk.send("/exports", which="day", day="2026-01-01", form="json")
        assert day.status_code == 409, "nothing was decided then"
        with systems.office.store.transaction() as db:
            db.execute("update export_feed set decided_at = '2026-01-01T01:00:00+00:00'")
        for since in ("1", "いち"):  # what stands in the field of the other choice
            form = {"which": "day", "day": "2026-01-01", "since": since, "form": "json"}
            assert "書き出したもの：2件" in (await clerk.send("/exports", **form)).text


async def test_a_clerk_of_a_department_exports_that_alone(systems: Systems) -> None:
    one, _ = systems.decided("見本　一子", "見本　二子")
    with systems.office.store.transaction() as db:
        db.execute("update application set department = '税務課' where id = ?", [one])
        for name in ("税務課", "福祉課"):
            db.execute("insert into department values (?, ?)", [name, name])
    async with signed_in(systems):
        pass
    with systems.office.store.transaction() as db:
        db.execute("insert into clerk_department values ('clerk', '福祉課')")
    async with signed_in(systems) as clerk:
        made = await clerk.send("/exports", **TABLE)
        file = (await clerk.send(place(made.text))).content.decode("cp932")
    assert ("一子" in file, "二子" in file) == (False, True), "what nobody has is everybody's"
