"""Issue 12, point 5: an administrator makes tokens, sees each once, and withdraws them."""

import re
from html import unescape

from tests.sync.office.api.systems import Systems, ask
from tests.sync.office.console.outward.signed_in import signed_in

FORM = {"name": "基幹<b>", "days": "３０", "right.outcomes.list": "on", "procedure.kyufukin": "on"}


async def test_a_token_is_shown_once_and_ends_when_it_is_withdrawn(systems: Systems) -> None:
    async with signed_in(systems) as clerk:
        made = await clerk.send("/tokens", **FORM)
        found = re.search(r'value="(demado_[^"]+)" readonly', made.text)
        assert found
        token = unescape(found[1])
        assert token not in (await clerk.web.get("/tokens")).text
        assert "基幹<b>" not in made.text
        async with systems.web(token) as system:
            assert (await ask(system, "/outcomes")).status_code == 200
            assert (await ask(system, "/outcomes?procedure=another")).status_code == 403
            await clerk.send("/tokens/withdraw", token=token[7:23])
            assert (await ask(system, "/outcomes")).status_code == 401
        assert "取り消し済み" in (await clerk.web.get("/tokens")).text
    assert systems.said("token_made") == [{"token": token[7:23], "days": 30}]
    assert systems.said("token_withdrawn") == [{"token": token[7:23]}]


async def test_a_token_is_bound_to_the_networks_that_were_typed(systems: Systems) -> None:
    typed = "10.1.0.0/16\r\n2001:db8::/32"
    async with signed_in(systems) as clerk:
        odd = await clerk.send("/tokens", **FORM, networks="10.1.0.1/16")
        assert odd.status_code == 409
        assert "10.1.0.1/16</bdi>" in odd.text or "「10.1.0.1/16」" in odd.text
        assert ">10.1.0.1/16</textarea>" in odd.text, "what was typed stays"
        made = await clerk.send("/tokens", **FORM, networks=typed)
        token = unescape(re.findall(r'value="(demado_[^"]+)" readonly', made.text)[0])
        assert "<bdi>10.1.0.0/16</bdi>、<wbr><bdi>2001:db8::/32</bdi>" in made.text
    for address, status in (("10.1.2.3", 200), ("2001:db8::5", 200), ("192.0.2.7", 403)):
        async with systems.web(token, address) as system:
            assert (await ask(system, "/outcomes")).status_code == status
    assert systems.said("token_bound") == [{"token": token[7:23], "count": 2}]


async def test_a_token_without_a_right_or_an_end_is_not_made(systems: Systems) -> None:
    async with signed_in(systems) as clerk:
        for odd in ({"name": " "}, {"days": "0"}, {"days": "999"}, {"days": "x"}):
            refused = await clerk.send("/tokens", **{**FORM, **odd})
            assert (refused.status_code, "鍵は作っていません" in refused.text) == (409, True), odd
        none = await clerk.send("/tokens", name="基幹", days="30")
        assert none.status_code == 409
    assert systems.tokens.all() == []
