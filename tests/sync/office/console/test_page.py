"""The page of one application: what stands on it, and what a decision on it leads to."""

import io
import re
from typing import Any

import httpx
import pytest
from PIL import Image

from sync.office.store.states import ApplicationState
from sync.wire.package import Part
from tests.sync.office.console.browsers import SIGNED_IN, OneConsole, csrf
from tests.sync.office.console.filed import Filed


@pytest.fixture
def filed(one: OneConsole) -> Filed:
    return Filed(one)


def picture() -> Part:
    made = io.BytesIO()
    Image.new("RGB", (320, 90), "white").save(made, "PNG")
    return Part("hand_signature.png", "image/png", made.getvalue())


async def signed_in(web: httpx.AsyncClient) -> dict[str, str]:
    await web.post("/sign-in", data=SIGNED_IN)
    return {"csrf": await csrf(web), "seen": "1"}


def brief_of(shown: str) -> str:
    """Return what stands in the box that is looked at first, without its marks-up."""
    (box,) = re.findall(r'<section class="brief".*?</section>', shown, re.S)
    return re.sub(r"<[^>]*>|\s", "", box)


async def test_the_first_box_says_who_by_which_proof_and_how_it_was_confirmed(
    filed: Filed,
) -> None:
    filed.one.clerks.add("mihon-a", "窓口 花子", SIGNED_IN["passphrase"])
    id = filed.put(picture(), asked_twice=[{"rule": "r", "sentence": "はい？", "at": None}])
    async with filed.one.browser() as web:
        await signed_in(web)
        shown = (await web.get(f"/applications/{id}")).text
        drawn = await web.get(f"/applications/{id}/hand_signature.png")
    brief = brief_of(shown)
    for said in (
        "見本太郎",
        "本人確認書類、パスポート（2030-01-01まで）・顔を見比べた",
        "委任状",
        "手が不自由",
        "（職員窓口花子）",
        "立ち会いmihon-b",
        "読みあわせ2026-11-2010:00",
    ):
        assert said in brief
    assert f'<img class="signature" src="/applications/{id}/hand_signature.png"' in shown
    assert (drawn.status_code, drawn.headers["content-type"]) == (200, "image/jpeg")
    assert '<a class="pill check" href="#mark-asked_twice">念押しあり</a>' in shown
    assert 'id="mark-asked_twice"' in shown


async def test_staff_of_a_tablet_are_called_by_the_name_that_was_sealed(filed: Filed) -> None:
    filed.one.clerks.add("mihon-b", "庁内 花子", SIGNED_IN["passphrase"])
    named = filed.put(staff_name="窓口 <太郎>\u202e")
    forged = filed.put(staff="mihon-b", staff_name="ほかの名前")
    async with filed.one.browser() as web:
        await signed_in(web)
        brief = brief_of((await web.get(f"/applications/{named}")).text)
        other = brief_of((await web.get(f"/applications/{forged}")).text)
    assert "（職員窓口&lt;太郎&gt;［RLO］）" in brief
    assert "窓口&lt;太郎&gt;［RLO］（手が不自由）" in brief
    assert "（職員庁内花子）" in other
    assert "ほかの名前" not in other


async def test_another_person_who_saw_it_has_the_tablets_name_with_the_id_beside(
    filed: Filed,
) -> None:
    filed.one.clerks.add("mihon-c", "庁内 花子", SIGNED_IN["passphrase"])
    named = filed.put(staff_name="窓口 太郎", colleagues={"mihon-b": "窓口 <次子>\u202e"})
    forged = filed.put(
        confirmation={"method": "spoken", "witness": "mihon-c"}, scribe=None,
        colleagues={"mihon-c": "ほかの名前", "mihon-a": "だれか"}, staff_name="窓口 太郎",
    )  # fmt: skip
    async with filed.one.browser() as web:
        await signed_in(web)
        brief = brief_of((await web.get(f"/applications/{named}")).text)
        other = brief_of((await web.get(f"/applications/{forged}")).text)
    assert brief.count("立ち会い窓口&lt;次子&gt;［RLO］（mihon-b）") == 2
    assert "（職員窓口太郎）" in brief
    assert "（立ち会い庁内花子）" in other
    assert "（職員窓口太郎）" in other


async def test_after_a_decision_the_next_one_opens_and_names_the_one_before(filed: Filed) -> None:
    first, second = filed.put(), filed.put(person={"name": "見本　次郎"})
    async with filed.one.browser() as web:
        said = await signed_in(web)
        answer = await web.post(f"/applications/{first}", data={**said, "status": "accepted"})
        assert answer.headers["location"] == f"/applications/{second}?done={first}#main"
        shown = (await web.get(answer.headers["location"])).text
        assert re.search(r'data-done>受理：<a href="/applications/' + first, shown)
        answer = await web.post(f"/applications/{second}", data={**said, "status": "accepted"})
        assert answer.headers["location"] == f"/applications/{second}", "none is left"
        assert "data-done" not in (await web.get(f"/applications/{second}?done=nothing")).text


async def test_of_another_department_not_even_the_one_before_is_named(filed: Filed) -> None:
    theirs, own = filed.put(person={"name": "秘密　太郎"}), filed.put()
    with filed.one.store.transaction() as db:
        db.execute("update application set department = 'theirs' where id = ?", [theirs])
        db.execute("insert into clerk_department values ('clerk', 'ours')")
    async with filed.one.browser() as web:
        await signed_in(web)
        shown = (await web.get(f"/applications/{own}?done={theirs}")).text
        assert "見本" in shown
        assert "秘密" not in shown


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"status": "rejected"}, "message"),
        ({"status": "returned"}, ""),
        ({"status": "accepted"}, "knows_expired"),
        ({"status": "rejected", "message": "123456789018"}, "message"),
    ],
)
async def test_an_error_stands_beside_its_field_and_nothing_typed_is_lost(
    filed: Filed, given: dict[str, str], field: str
) -> None:
    ended: dict[str, Any] = {"id": "kyufukin", "title": "給付金", "valid_until": "2026-11-01"}
    id = filed.put(procedure=ended)
    async with filed.one.browser() as web:
        said = await signed_in(web)
        answer = await web.post(f"/applications/{id}", data={**said, "remark.x": "ここ", **given})
    if not field:
        assert answer.status_code == 303, "the remark says what to mend"
        return
    assert answer.status_code == 409
    wrong = re.findall(
        r'name="([a-z_]+)"[^>]* aria-invalid="true" aria-describedby="([a-z-]+)"', answer.text
    )
    assert [name for name, _ in wrong] == [field]
    assert f'class="field-error" id="{wrong[0][1]}"' in answer.text
    assert given.get("message", "") in answer.text


async def test_a_line_break_in_a_remark_decides_nothing(filed: Filed) -> None:
    """Enter in a line presses the first button of its form: that one has to be dead."""
    id = filed.put()
    async with filed.one.browser() as web:
        await signed_in(web)
        shown = (await web.get(f"/applications/{id}")).text
    (form,) = re.findall(
        rf'<form method="post" action="/applications/{id}" autocomplete.*?</form>', shown, re.S
    )
    assert 'name="remark.phone"' in form
    assert re.findall(r"<button[^>]*>", form)[0] == "<button disabled hidden>"


async def test_a_page_of_before_is_refused_and_keeps_what_was_written(filed: Filed) -> None:
    id = filed.put()
    async with filed.one.browser() as web:
        said = await signed_in(web)
        filed.one.decisions.decide(id, "returned", "名前を", by="other", seen=1)
        given = {**said, "status": "rejected", "message": "書いた理由"}
        answer = await web.post(f"/applications/{id}", data=given)
    assert answer.status_code == 409
    assert "この画面をひらいたあとに、この申請がかわりました" in answer.text
    assert ">書いた理由</textarea>" in answer.text
    found = filed.one.store.application(id)
    assert found
    assert found[0].status is ApplicationState.RETURNED
