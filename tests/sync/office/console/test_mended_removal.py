"""A clerk who changes their passphrase undoes no order that an administrator gives meanwhile."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sync.office.access.passphrase_rules import refuse_passphrase
from sync.office.console import clerks as clerks_module
from sync.office.console.clerks import Clerks, SignInRefused
from tests.sync.office.console.browsers import OneConsole, csrf

OLD, NEW, RESET = "sato-words-of-2026", "sato-words-of-2027", "words-from-the-boss"
SATO = {"clerk": "sato", "passphrase": OLD}
ORDERS: dict[str, Callable[[Clerks], object]] = {
    "removed": lambda clerks: clerks.remove("sato", by="clerk"),
    "reset": lambda clerks: clerks.add("sato", "佐藤 新", RESET, by="clerk"),
}


@pytest.fixture(params=["sqlite", "postgresql"])
def one(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OneConsole]:
    sqlite = request.param == "sqlite"
    target = "" if sqlite else request.getfixturevalue("postgres_url")
    made = OneConsole(tmp_path, database=target)
    made.clerks.add("sato", "佐藤", OLD)
    yield made
    made.store.close()


@pytest.mark.parametrize("order", ORDERS)
async def test_mended_05_a_change_of_passphrase_undoes_no_order_given_meanwhile(
    one: OneConsole, order: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(*given: Any) -> None:
        monkeypatch.setattr(clerks_module, "refuse_passphrase", refuse_passphrase)
        ORDERS[order](one.clerks)
        refuse_passphrase(*given)

    async with one.browser() as web:
        await web.post("/sign-in", data=SATO)
        given = {"csrf": await csrf(web), "old": OLD, "new": NEW, "again": NEW}
        monkeypatch.setattr(clerks_module, "refuse_passphrase", meanwhile)
        answer = await web.post("/clerks/passphrase", data=given)
        assert answer.status_code == 403
        assert "サインインが終わりました" in answer.text
        after = await web.get("/devices")
        assert after.status_code == (403 if order == "removed" else 303)
        assert ("あなたを職員からはずした" in after.text) == (order == "removed")
        assert (await web.get("/devices")).status_code == 303
    with pytest.raises(SignInRefused):
        one.clerks.sign_in("sato", NEW)
    names = {id: name for id, name, _ in one.clerks.all()}
    assert names.get("sato") == (None if order == "removed" else "佐藤 新")
    if order == "reset":
        assert one.clerks.sign_in("sato", RESET)
