"""Issue 12, point 5: what was decided, page by page, as a token reaches it."""

import json
from io import BytesIO
from zipfile import ZipFile

import pytest

from sync.office.api import records
from tests.sync.office.api.systems import Systems, ask
from tests.sync.office.exports.decided import ACCOUNT, decided, package


async def test_outcomes_go_on_from_a_number_and_name_nobody(systems: Systems) -> None:
    systems.decided("見本　一子", "見本　二子", "見本　三子")
    async with systems.web(systems.token("outcomes.list")) as web:
        first = (await ask(web, "/outcomes?limit=2")).json()
        assert ([one["n"] for one in first["items"]], first["more"]) == ([1, 2], True)
        rest = (await ask(web, f"/outcomes?limit=2&since={first['next']}")).json()
        assert ([one["n"] for one in rest["items"]], rest["more"]) == ([3], False)
        end = (await ask(web, f"/outcomes?since={rest['next']}")).json()
        assert end == {"items": [], "next": 3, "more": False}
        systems.decided("見本　四子", status="rejected")
        new = (await ask(web, "/outcomes?since=3")).json()
        assert [one["status"] for one in new["items"]] == ["rejected"]
        assert "子" not in str([first, rest, new])
    assert [one["count"] for one in systems.said("handed_out")] == [2, 1, 1]


async def test_records_have_the_names_of_the_definition(systems: Systems) -> None:
    one, other = systems.decided("見本　一子", "見本　二子")
    async with systems.web(systems.token("records.export", "forms.export")) as web:
        found = (await ask(web, "/records?procedure=kyufukin&accepted=true")).json()
        assert [item["answers"]["氏名"] for item in found["items"]] == ["見本　一子", "見本　二子"]
        alone = await ask(web, f"/applications/{other}")
        assert alone.json() == found["items"][1]
        tag = {"If-None-Match": alone.headers["etag"]}
        assert (await ask(web, f"/applications/{other}", headers=tag)).status_code == 304
        assert (await ask(web, f"/applications/{one}", headers=tag)).status_code == 200
        assert (await ask(web, f"/applications/{'ab' * 16}")).status_code == 404
        assert (await ask(web, f"/applications/{one}/form.pdf")).status_code == 404, "it has none"
        assert (await ask(web, "/records?procedure=another")).json()["items"] == []


async def test_a_day_is_japans(systems: Systems) -> None:
    systems.decided("見本　一子")
    with systems.office.store.transaction() as db:
        db.execute("update decision set at = '2026-11-22T15:30:00+00:00' where status = 'accepted'")
    async with systems.web(systems.token("outcomes.list")) as web:
        count = {
            day: len((await ask(web, f"/outcomes?day={day}")).json()["items"])
            for day in ("2026-11-22", "2026-11-23", "2026-11-24")
        }
    assert count == {"2026-11-22": 0, "2026-11-23": 1, "2026-11-24": 0}


async def test_a_table_keeps_formulas_off_and_names_what_cp932_lacks(systems: Systems) -> None:
    systems.decided("=cmd|' /c calc'!A1", "𠮷野　見")
    async with systems.web(systems.token("records.export")) as web:
        table = await ask(web, "/records.csv?procedure=kyufukin")
        assert "'=cmd" in table.text
        assert (table.headers["demado-left"], table.headers["demado-next"]) == ("0", "2")
        asked = "?procedure=kyufukin&encoding=cp932"
        narrow = await ask(web, f"/records.csv{asked}")
        assert (narrow.headers["demado-left"], "野" in narrow.content.decode("cp932")) == (
            "1",
            False,
        )
        (left,) = (await ask(web, f"/records/left{asked}")).json()["items"]
        assert "U+20BB7" in left["why"]
        assert (await ask(web, "/records.csv")).status_code == 400, "one procedure's columns"


async def test_what_may_be_an_individual_number_goes_to_a_person(systems: Systems) -> None:
    odd = package("見本　番子", メモ={"text": ["123456789018"]})
    (id,) = decided(systems.office, systems.desk, odd)
    async with systems.web(systems.token("records.export")) as web:
        found = (await ask(web, "/records")).json()
        assert (found["items"], [one["n"] for one in found["left"]]) == ([], [1])
        alone = await ask(web, f"/applications/{id}")
        assert (alone.status_code, "123456789018" in alone.text) == (409, False)


async def test_a_token_reaches_its_procedures_and_departments_alone(systems: Systems) -> None:
    one, other = systems.decided("見本　一子", "見本　二子")
    with systems.office.store.transaction() as db:
        db.execute("update application set department = '税務課' where id = ?", [one])
    async with systems.web(systems.token(departments=frozenset({"税務課"}))) as web:
        found = (await ask(web, "/outcomes")).json()["items"]
        assert [item["id"] for item in found] == [one], "what no department has is in none"
        assert (await ask(web, f"/applications/{one}")).status_code == 200
        assert (await ask(web, f"/applications/{other}")).status_code == 404
        assert (await ask(web, f"/applications/{other}/form.pdf")).status_code == 404
        assert (await ask(web, "/records.csv?procedure=kyufukin")).text.count("見本") == 1
    async with systems.web(systems.token(procedures=frozenset({"another"}))) as web:
        assert (await ask(web, "/records")).json() == {
            "items": [], "left": [], "next": 2, "more": False,
        }  # fmt: skip
        assert (await ask(web, "/records?procedure=kyufukin")).status_code == 403
        assert (await ask(web, f"/applications/{one}")).status_code == 404


async def test_an_account_stands_in_a_record_as_it_was_told(systems: Systems) -> None:
    systems.decided("見本　一子")
    async with systems.web(systems.token("records.export")) as web:
        (item,) = (await ask(web, "/records")).json()["items"]
    assert item["answers"]["口座"] == ACCOUNT


async def test_a_bundle_of_a_page_and_of_one_application(
    systems: Systems, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = systems.decided("見本　一子", "𠮷野　見")
    async with systems.web(systems.token("records.export", "forms.export")) as web:
        page = await ask(web, "/bundle.zip?procedure=kyufukin")
        said = [page.headers[f"demado-{name}"] for name in ("next", "more", "left")]
        assert said == ["2", "false", "3"], "two lack a form, one lacks a sign"
        with ZipFile(BytesIO(page.content)) as zip:
            assert json.loads(zip.read("manifest.json"))["count"] == 2
        alone = await ask(web, f"/applications/{other}/bundle.zip")
        with ZipFile(BytesIO(alone.content)) as zip:
            assert json.loads(zip.read("manifest.json"))["first"] == 2
        tag = {"If-None-Match": alone.headers["etag"]}
        assert (await ask(web, f"/applications/{other}/bundle.zip", headers=tag)).status_code == 304
        assert (await ask(web, f"/applications/{one}/bundle.zip", headers=tag)).status_code == 200
        monkeypatch.setattr(records, "LARGEST_BUNDLE", 1)
        cut = await ask(web, "/bundle.zip")
        assert (cut.headers["demado-next"], cut.headers["demado-more"]) == ("1", "true")
        rest = await ask(web, "/bundle.zip?since=1")
        assert (rest.headers["demado-next"], rest.headers["demado-more"]) == ("2", "false")
    assert [one["count"] for one in systems.said("handed_out")] == [2, 1, 1, 1, 1]
    assert {one["what"] for one in systems.said("handed_out")} == {"records"}, "there was no form"


async def test_a_bundle_needs_both_rights_and_ends_where_the_token_does(systems: Systems) -> None:
    one, other = systems.decided("見本　一子", "見本　二子")
    for rights in (("records.export",), ("forms.export",)):
        async with systems.web(systems.token(*rights)) as web:
            assert (await ask(web, "/bundle.zip")).status_code == 403
            assert (await ask(web, f"/applications/{one}/bundle.zip")).status_code == 403
    with systems.office.store.transaction() as db:
        db.execute("update application set department = '税務課' where id = ?", [one])
    async with systems.web(systems.token(departments=frozenset({"税務課"}))) as web:
        with ZipFile(BytesIO((await ask(web, "/bundle.zip")).content)) as zip:
            assert json.loads(zip.read("manifest.json"))["count"] == 1
        assert (await ask(web, f"/applications/{other}/bundle.zip")).status_code == 404
