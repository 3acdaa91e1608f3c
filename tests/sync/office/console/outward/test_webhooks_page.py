"""Issue 12, point 5: an administrator registers whom the office tells, and sees what failed."""

import re
from datetime import timedelta
from html import unescape

from sync.office.webhooks.deliveries import GIVEN_UP_AFTER, Deliveries
from sync.office.webhooks.webhooks import Webhooks
from sync.wire.city import utc_now
from tests.sync.office.api.systems import Systems
from tests.sync.office.console.outward.signed_in import signed_in

FORM = {"name": "基幹<b>", "target": "https://core.city.example/hook"}


async def test_a_secret_is_shown_once_and_changed_beside_the_old_one(systems: Systems) -> None:
    async with signed_in(systems) as clerk:
        made = await clerk.send("/webhooks", **FORM)
        found = re.search(r'value="(whsec_[^"]+)" readonly', made.text)
        assert found
        assert unescape(found[1]) not in unescape((await clerk.web.get("/webhooks")).text)
        assert "基幹<b>" not in made.text
        (hook,) = Webhooks(systems.office.store, None).all()
        rotated = await clerk.send("/webhooks/secret", webhook=hook.id)
        assert "whsec_" in rotated.text
        assert "秘密が2つ" in rotated.text
        ended = await clerk.send("/webhooks/end", webhook=hook.id)
        assert "秘密が2つ" not in ended.text
        stopped = await clerk.send("/webhooks/stop", webhook=hook.id)
        assert "止めました" in stopped.text
        assert "ためしに送る" not in stopped.text
    assert len(systems.said("webhook_changed")) == 3


async def test_what_was_given_up_is_shown_and_sent_again(systems: Systems) -> None:
    hooks = Webhooks(systems.office.store, None)
    hooks.add("基幹", FORM["target"], by="clerk")
    (hook,) = hooks.all()
    late = utc_now() + GIVEN_UP_AFTER + timedelta(hours=1)
    deliveries = Deliveries(systems.office.store)
    deliveries.try_out(hook)
    (one,) = deliveries.claim(hook)
    Deliveries(systems.office.store, lambda: late).note(one, 503, is_taken=False)
    async with signed_in(systems) as clerk:
        shown = (await clerk.web.get("/webhooks")).text
        assert "あきらめた 1" in shown
        assert "503" in shown
        assert "あきらめた" not in (await clerk.send("/webhooks/again", webhook=hook.id)).text
        await clerk.send("/webhooks/try", webhook=hook.id)
        await clerk.send("/webhooks/try", webhook="0" * 16)
    assert deliveries.counted(hook).waiting == 2


async def test_what_became_of_the_relays_words_is_shown(systems: Systems) -> None:
    hooks, store = Webhooks(systems.office.store, None), systems.office.store
    hooks.add("県", "prefecture", by="clerk")
    (hook,) = hooks.all()
    async with signed_in(systems) as clerk:
        assert "届いた 0、待ち 0" in (await clerk.web.get("/webhooks")).text
        for state in ("waiting", "sent", "refused", "unknown_destination"):
            Deliveries(store).try_out(hook)
            with store.transaction() as db:
                db.execute("update outgoing set state = ? where settled_at is null", [state])
                db.execute("update outgoing set settled_at = 't'")
        shown = (await clerk.web.get("/webhooks")).text
        assert "届いた 1、待ち 1" in shown
        assert "届かなかった 2" in shown
        assert "もう一度送る" not in shown


async def test_no_bad_target_is_taken(systems: Systems) -> None:
    async with signed_in(systems) as clerk:
        for odd in ({"name": ""}, {"target": "javascript:alert(1)"}, {"target": "ftp://a/"}):
            refused = await clerk.send("/webhooks", **{**FORM, **odd})
            assert (refused.status_code, "何も変わっていません" in refused.text) == (409, True)
        assert (await clerk.send("/webhooks/secret", webhook="0" * 16)).status_code == 409
    assert Webhooks(systems.office.store, None).all() == []
