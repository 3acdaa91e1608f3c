"""Issue 12, point 5: lists of payments in the browser: once for a form, and the same again."""

import re

from tests.sync.office.api.systems import Systems
from tests.sync.office.console.outward.signed_in import signed_in

WIDE = str.maketrans("0123456789-", "０１２３４５６７８９ー")
FORM = {"procedure": "kyufukin", "amount": "30,000", "release": ""}


def key(text: str) -> str:
    found = re.search(r'name="key" value="([0-9a-f]{16})"', text)
    assert found
    return found[1]


async def test_a_form_that_is_sent_twice_makes_one_list(systems: Systems) -> None:
    systems.decided("見本　一子")
    async with signed_in(systems) as clerk:
        form = {**FORM, "key": key((await clerk.web.get("/payments")).text)}
        first = await clerk.send("/payments", **form)
        assert "一覧1 ができました。1件、合計 30,000円" in first.text
        second = await clerk.send("/payments", **form)
        assert "一覧1 ができました" in second.text
        other = await clerk.send("/payments", **{**form, "amount": "1"})
        assert other.status_code == 409
        file = await clerk.send("/payments/1/file")
        assert file.content == (await clerk.send("/payments/1/file")).content
        assert b"30000" in file.content
        assert (await clerk.send("/payments/2/file")).status_code == 409
    assert systems.said("payments_made") == [{"count": 1}]


async def test_a_list_that_lost_a_line_is_not_given_in_part(systems: Systems) -> None:
    ids = systems.decided("見本　一子")
    async with signed_in(systems) as clerk:
        form = {**FORM, "key": "0" * 16}
        await clerk.send("/payments", **form)
        with systems.office.store.transaction() as db:  # as the removal by age does
            db.execute("delete from application where id = ?", list(ids))
        for again in (await clerk.send("/payments/1/file"), await clerk.send("/payments", **form)):
            assert (again.status_code, "一部だけの一覧は出しません" in again.text) == (409, True)
    assert systems.said("exported") == []


async def test_who_is_left_to_a_person_is_named_and_can_be_released(systems: Systems) -> None:
    systems.decided("見本　一子")
    async with signed_in(systems) as clerk:
        await clerk.send("/payments", **FORM, key="0" * 16)
        systems.decided("見本　一子")
        left = await clerk.send("/payments", **FORM, key="1" * 16)
        assert "同じ口座への支払いが 一覧1" in left.text
        found = re.search(r"[2-9]{4}-[2-9]{4}-[2-9]{4}", left.text)
        assert found
        wide = found[0].translate(WIDE)
        form = {**FORM, "amount": "３０，０００", "release": f"{wide}\r\n"}
        made = await clerk.send("/payments", **form, key="2" * 16)
        assert "一覧2 ができました。1件、合計 30,000円" in made.text


async def test_an_odd_form_makes_nothing(systems: Systems) -> None:
    async with signed_in(systems) as clerk:
        for form in ({"amount": "0"}, {"amount": "１万"}, {"procedure": ""}, {"key": "x"}):
            refused = await clerk.send("/payments", **{**FORM, "key": "0" * 16, **form})
            assert (refused.status_code, "作っていません" in refused.text) == (409, True), form
