"""Many at once: what is left out and why is shown first, and each is decided by itself."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from sync.office.applications.bulk import ALLOWED
from sync.office.line.client import KnownDevice
from sync.office.tablets.tablets import Tablets
from sync.wire.city import utc_now
from tests.sync.office.console.browsers import SIGNED_IN, OneConsole, csrf
from tests.sync.office.listing.rows import put

AT: Final = "2026-11-20T01:00:00+00:00"
DEVICE: Final = "ab" * 16
GOOD: Final[dict[str, Any]] = {
    "procedure": "keiro_bus",
    "title": "敬老バスの申請",
    "device": DEVICE,
    "compared": "-",
    "counter_at": AT,
    "verdict": json.dumps({"verdict": "good"}),
}
# Each differs in one thing from what may be accepted with others.
ODD: Final[dict[str, dict[str, Any]]] = {
    "もう決定しています": {"status": "rejected"},
    "受付済みではありません": {"status": "held"},
    "まとめて受理できません": {"procedure": "kyufukin"},
    "印がついています": {"marks": "expired"},
    "取下げの申し出です": {"withdraws": "f" * 32},
    "出しなおしです": {"replaces": "e" * 32},
    "受付の日を確かめて": {"counter_at": "2026-01-01T00:00:00+00:00"},
    "署名の確認が終わっていない": {"verdict": json.dumps({"verdict": "broken"})},
    "まだ見比べていません": {"compared": None},
}


def id_of(number: int) -> str:
    return f"{number:032x}"


@pytest.fixture
def one(tmp_path: Path) -> Iterator[OneConsole]:
    made = OneConsole(tmp_path)
    made.clerks.add("other", "同僚 見本", SIGNED_IN["passphrase"])
    halves = (
        Ed25519PrivateKey.generate().public_key().public_bytes_raw(),
        X25519PrivateKey.generate().public_key().public_bytes_raw(),
    )
    known = KnownDevice(DEVICE, "見本1号", *halves, 1, AT, None)
    Tablets(made.store).record([known])
    assert Tablets(made.store).approve(DEVICE, "clerk", utc_now())
    made.store.put_setting(ALLOWED, "keiro_bus")
    for number in range(4):
        put(made.store, id_of(number), AT, person=f"見本　{number}号", **GOOD)
    for number, values in enumerate(ODD.values(), 10):
        put(made.store, id_of(number), AT, person=f"見本　{number}号", **{**GOOD, **values})
    yield made
    made.store.close()


async def posted(
    web: httpx.AsyncClient, path: str, action: str, seen: dict[int, int], to: str = ""
) -> str:
    picked = {f"pick.{id_of(number)}": str(last) for number, last in seen.items()}
    given = {"csrf": await csrf(web), "action": action, "to": to, **picked}
    return (await web.post(path, data=given)).text


def decided(one: OneConsole) -> list[tuple[str, str]]:
    return sorted(one.store.rows("select id, status from decision"))


async def test_the_preview_says_what_goes_and_what_is_left_out_and_does_nothing(
    one: OneConsole,
) -> None:
    numbers = [*range(4), *range(10, 10 + len(ODD))]
    async with one.browser() as web:
        await web.post("/sign-in", data=SIGNED_IN)
        shown = await posted(web, "/bulk", "accept", dict.fromkeys(numbers, 0))
        assert 'data-going="4"' in shown
        assert f'data-left-out="{len(ODD)}"' in shown
        left = re.findall(r"見本　(\d+)号</bdi></td><td><bdi>([^<]+)", shown)
        assert len(left) == len(ODD)
        for (number, reason), (wanted, _) in zip(left, ODD.items(), strict=True):
            assert wanted in reason, number
    assert decided(one) == []


async def test_each_is_decided_by_itself_with_a_row_and_an_event(one: OneConsole) -> None:
    before = len(one.said())
    async with one.browser() as web:
        await web.post("/sign-in", data=SIGNED_IN)
        shown = await posted(web, "/bulk/done", "accept", {0: 0, 1: 0, 13: 0})
        assert 'data-done="2"' in shown
        assert "印がついています" in shown
        again = await posted(web, "/bulk/done", "accept", {0: 0, 1: 0})
        assert 'data-done="0"' in again
    assert decided(one) == [(id_of(0), "accepted"), (id_of(1), "accepted")]
    kinds = [kind for kind, _ in one.said()[before:]]
    assert kinds.count("decided") == 2


async def test_what_a_colleague_decided_meanwhile_is_refused_singly(one: OneConsole) -> None:
    async with one.browser() as web:
        await web.post("/sign-in", data=SIGNED_IN)
        with one.store.transaction() as db:  # given back and received again since the preview
            values = [id_of(0), "returned", "other", AT]
            db.execute("insert into decision values (?, 1, ?, '', ?, ?, null, null)", values)
        shown = await posted(web, "/bulk/done", "accept", {0: 0, 1: 0})
        assert 'data-done="1"' in shown
        assert "この画面をひらいたあとに" in shown
        assert "accepted" not in [status for id, status in decided(one) if id == id_of(0)]
        assert 'data-done="0"' in await posted(web, "/bulk/done", "accept", {2: -1})


async def test_a_selection_is_given_to_a_clerk_and_found_by_that(one: OneConsole) -> None:
    async with one.browser() as web:
        await web.post("/sign-in", data=SIGNED_IN)
        preview = await posted(web, "/bulk", "assign", {0: 0, 1: 0, 10: 0}, to="other")
        assert "同僚 見本" in preview
        assert 'data-going="2"' in preview, "a decided one stays as it is"
        await posted(web, "/bulk/done", "assign", {0: 0, 1: 0}, to="other")
        await web.post("/", data={"csrf": await csrf(web), "assigned_to": "other"})
        shown = (await web.get("/")).text
        assert 'data-found="2"' in shown
        assert "担当 <bdi>同僚 見本" in shown
        nobody = await posted(web, "/bulk/done", "assign", {1: 0}, to="nobody-of-ours")
        assert "その職員はいません" in nobody
        await posted(web, "/bulk/done", "assign", {1: 0})
        assert 'data-found="1"' in (await web.get("/")).text
    kinds = [kind for kind, _ in one.said()]
    assert (kinds.count("assigned"), kinds.count("unassigned")) == (2, 1)


async def test_nothing_picked_or_an_unknown_action_leads_back_to_the_list(one: OneConsole) -> None:
    async with one.browser() as web:
        await web.post("/sign-in", data=SIGNED_IN)
        for path in ("/bulk", "/bulk/done"):
            for given in ({"action": "accept"}, {"action": "x", f"pick.{id_of(0)}": "0"}):
                answer = await web.post(path, data={"csrf": await csrf(web), **given})
                assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert decided(one) == []
