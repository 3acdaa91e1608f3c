"""What a stolen session is not enough for: the clerk proves once more who they are."""

import pytest

from sync.office.access.openings import MOST_OPENED, WITHIN_S
from sync.office.console.sessions import FRESH_S
from sync.office.console.signing_in.proving import own_path
from sync.office.store.store import OfficeStore
from tests.sync.office.console.browsers import PASSPHRASE, SIGNED_IN, OneConsole, csrf

HERE = {"Referer": "http://localhost/devices"}


async def test_an_order_needs_a_proof_of_the_last_minutes(one: OneConsole) -> None:
    async with one.browser() as web:
        await web.post("/sign-in", data=SIGNED_IN)
        secret = {"csrf": await csrf(web)}
        assert (await web.post("/devices/code", data=secret)).status_code == 200
        one.clock.now_s += FRESH_S + 1
        asked = await web.post("/devices/code", data=secret, headers=HERE)
        assert (asked.status_code, asked.headers["location"]) == (303, "/prove?to=/devices")
        assert 'value="/devices"' in (await web.get("/prove?to=/devices")).text
        wrong = await web.post("/prove", data={**secret, "passphrase": "x", "to": "/devices"})
        assert (wrong.status_code, "合言葉が違います" in wrong.text) == (403, True)
        right = {**secret, "passphrase": PASSPHRASE, "to": "/devices"}
        proved = await web.post("/prove", data=right)
        assert (proved.status_code, proved.headers["location"]) == (303, "/devices")
        assert (await web.post("/devices/code", data=secret)).status_code == 200
    assert [kind for kind, _ in one.said()].count("code_made") == 2


async def test_many_openings_without_a_decision_need_a_proof(one: OneConsole) -> None:
    async with one.browser() as web:
        await web.post("/sign-in", data=SIGNED_IN)
        one.clock.now_s += 1
        codes = [(await web.get(f"/applications/{n:032x}")).status_code for n in range(25)]
        assert codes == [404] * MOST_OPENED + [303] * 5
        part = await web.get(f"/applications/{30:032x}/form.pdf")
        assert part.headers["location"] == f"/prove?to=/applications/{30:032x}/form.pdf"
        given = {"csrf": await csrf(web), "passphrase": PASSPHRASE, "to": "/"}
        await web.post("/prove", data=given)
        one.clock.now_s += 1
        assert (await web.get(f"/applications/{40:032x}")).status_code == 404


async def test_slow_reading_and_what_was_decided_need_none(one: OneConsole) -> None:
    async with one.browser() as web:
        await web.post("/sign-in", data=SIGNED_IN)
        for number in range(30):
            one.clock.now_s += WITHIN_S / MOST_OPENED + 1
            assert (await web.get(f"/applications/{number:032x}")).status_code == 404
        for number in range(100, 130):
            one.clock.now_s += 1
            decided(one.store, f"{number:032x}")
            assert (await web.get(f"/applications/{number:032x}")).status_code == 404


def decided(store: OfficeStore, id: str) -> None:
    with store.transaction() as db:
        db.execute(
            "insert into decision (id, seq, status, message, clerk, at)"
            " values (?, 1, 'accepted', '', 'clerk', '')",
            [id],
        )


@pytest.mark.parametrize(
    "text",
    ["", "//evil.example", "https://evil.example", "/\\evil.example", "x", "/a?b", "/a\nb", "/%2f"],
)
def test_a_proof_leads_to_our_own_pages_only(text: str) -> None:
    assert own_path(text) == "/"


@pytest.mark.parametrize("text", ["/", "/devices", "/applications/ab/form.pdf"])
def test_a_proof_leads_back_to_where_it_was_needed(text: str) -> None:
    assert own_path(text) == text
