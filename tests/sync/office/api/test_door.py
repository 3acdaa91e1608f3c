"""Issue 12, point 5: who comes in, and what is refused: tokens, cookies, odd requests."""

from datetime import timedelta

import pytest

from sync.office.access.api_tokens import API_RIGHTS, ApiTokens, TokenOrder, TokenRefused
from sync.office.access.back_off import FREE_OF_AN_ADDRESS
from sync.office.api.door import NOTED
from sync.wire.city import utc_now
from tests.sync.office.api.systems import Systems, ask

NEEDED = {
    "/outcomes": "outcomes.list",
    "/records": "records.export",
    "/records.csv?procedure=kyufukin": "records.export",
    "/records/left?procedure=kyufukin": "records.export",
    f"/applications/{'ab' * 16}": "records.export",
    f"/applications/{'ab' * 16}/form.pdf": "forms.export",
    "/payments": "payments.export",
    "/payments/1": "payments.export",
    "/payments/1/table.csv": "payments.export",
}
ODD = (
    "/outcomes?limit=0", "/outcomes?limit=101", "/outcomes?limit=99999999999999999999999",
    "/outcomes?limit=-1", "/outcomes?since=1e3", "/outcomes?since=９", "/outcomes?since=1&since=2",
    "/outcomes?day=2026-13-01", "/outcomes?day=0001-01-01",
    "/outcomes?procedure=../x", "/outcomes?procedure=%00", "/outcomes?accepted=1",
    "/records.csv?procedure=kyufukin&encoding=utf-7", "/outcomes?order=n",
)  # fmt: skip


async def test_a_right_opens_its_own_doors_alone(systems: Systems) -> None:
    key = {"Idempotency-Key": "12345678"}
    for right in API_RIGHTS:
        async with systems.web(systems.token(right)) as web:
            for target, needed in NEEDED.items():
                refused = (await ask(web, target)).status_code == 403
                assert refused is (right != needed), target
            made = await ask(web, "/payments", "POST", json={}, headers=key)
            assert made.status_code == (400 if right == "payments.make" else 403)


async def test_no_token_a_cut_one_one_over_and_one_withdrawn_are_refused(systems: Systems) -> None:
    good, gone = systems.token("outcomes.list"), systems.token("outcomes.list")
    systems.tokens.withdraw(gone[7:23], by="clerk")
    then = ApiTokens(systems.office.store, None, lambda: utc_now() - timedelta(days=91))
    over = then.make(TokenOrder("古い", frozenset({"outcomes.list"})), by="clerk")
    for token in ("", good[:-1], good + "A", good[:-1] + "é", over, gone, "demado_"):
        async with systems.web() as web:
            sent = {"Authorization": f"Bearer {token}".encode()}
            refused = await ask(web, "/outcomes", headers=sent)
            assert refused.status_code == 401, token
            assert "Bearer" in refused.headers["www-authenticate"]
    async with systems.web(good) as web:
        assert (await ask(web, "/outcomes")).status_code == 200
        systems.tokens.withdraw(good[7:23], by="clerk")
        assert (await ask(web, "/outcomes")).status_code == 401, "at once"
    whys = {one["why"] for one in systems.said("token_refused")}
    assert whys == {"unknown", "expired", "withdrawn"}


@pytest.mark.parametrize(
    ("networks", "inside", "outside"),
    [
        ("192.0.2.0/24", ("192.0.2.7", "::ffff:192.0.2.9"), ("192.0.3.7", "2001:db8::1", "")),
        ("192.0.2.7", ("192.0.2.7",), ("192.0.2.8", "not an address")),
        ("2001:db8:5::/48", ("2001:db8:5::7",), ("2001:db8:6::7", "192.0.2.7")),
        ("10.0.0.0/8　２００１：ｄｂ８：：／３２\n", ("10.9.9.9", "2001:db8::1"), ("192.0.2.7",)),
    ],
)
async def test_a_bound_token_counts_from_its_networks_alone(
    systems: Systems, networks: str, inside: tuple[str, ...], outside: tuple[str, ...]
) -> None:
    token = systems.token("outcomes.list", networks=networks)
    for address in inside:
        async with systems.web(token, address) as web:
            assert (await ask(web, "/outcomes")).status_code == 200, address
    for address in outside:
        async with systems.web(token, address) as web:
            refused = await ask(web, "/outcomes")
            assert refused.status_code == 403, address
            assert refused.json()["detail"] == f"the token does not count from {address}"
            claimed = {"X-Forwarded-For": inside[0], "X-Real-IP": inside[0]}
            assert (await ask(web, "/outcomes", headers=claimed)).status_code == 403
    assert systems.said("token_refused")[0] == {"token": token[7:23], "why": "elsewhere"}
    async with systems.web(systems.token("outcomes.list"), outside[0]) as web:
        assert (await ask(web, "/outcomes")).status_code == 200, "one without networks"


async def test_a_bound_token_from_elsewhere_is_not_used_and_fills_no_log(systems: Systems) -> None:
    token = systems.token("outcomes.list", networks="10.0.0.0/8")
    async with systems.web(token) as web:
        for _ in range(NOTED + 5):
            assert (await ask(web, "/outcomes")).status_code == 403
    assert systems.tokens.all()[0].used_at is None
    assert len(systems.said("token_refused")) <= NOTED
    systems.tokens.withdraw(token[7:23], by="clerk")
    async with systems.web(token) as web:
        assert (await ask(web, "/outcomes")).status_code == 401, "withdrawn comes first"


@pytest.mark.parametrize(
    "odd",
    ["10.1.0.1/16", "10.0.0.0/33", "office", "10.0.0", "::ffff:10.0.0.0/104", "1.2.3.4 x", "\0"],
)
def test_no_token_is_made_for_what_is_no_network(systems: Systems, odd: str) -> None:
    with pytest.raises(TokenRefused, match="ネットワーク"):
        systems.token("outcomes.list", networks=odd)
    with pytest.raises(TokenRefused, match="20個まで"):
        systems.token("outcomes.list", networks=" ".join(f"10.0.0.{n}" for n in range(21)))
    assert systems.tokens.all() == []


async def test_who_guesses_waits_and_a_good_token_never_does(systems: Systems) -> None:
    good = systems.token("outcomes.list")
    async with systems.web("demado_" + "0" * 16 + "_" + "A" * 43) as web:
        found = [(await ask(web, "/outcomes")).status_code for _ in range(FREE_OF_AN_ADDRESS + 3)]
        assert (found[0], found[-1]) == (401, 429)
        assert int((await ask(web, "/outcomes")).headers["retry-after"]) > 0
    async with systems.web(good) as web:
        assert (await ask(web, "/outcomes")).status_code == 200
    assert len(systems.said("token_refused")) < FREE_OF_AN_ADDRESS + 3


async def test_a_token_in_the_address_and_a_cookie_open_nothing(systems: Systems) -> None:
    good = systems.token()
    systems.clerks.add("clerk", "庁内 見本", "demado-office-2026")
    async with systems.web(Origin="http://localhost") as web:
        for name in ("token", "access_token", "api_key"):
            assert (await ask(web, f"/outcomes?{name}={good}")).status_code == 401
        said = {"clerk": "clerk", "passphrase": "demado-office-2026"}
        assert (await web.post("/sign-in", data=said)).status_code == 303
        assert (await web.get("/devices")).status_code == 200, "signed in"
        assert (await ask(web, "/outcomes")).status_code == 401
    async with systems.web(good) as web:
        assert (await ask(web, f"/outcomes?token={good}")).status_code == 400
        assert (await web.get("/devices")).headers["location"] == "/sign-in"
        assert (await web.post("/devices", data={})).status_code == 403


async def test_an_odd_parameter_is_refused(systems: Systems) -> None:
    async with systems.web(systems.token()) as web:
        found = {target: (await ask(web, target)).status_code for target in ODD}
    assert found == dict.fromkeys(ODD, 400)


async def test_an_odd_order_is_refused(systems: Systems) -> None:
    good, key = {"procedure": "kyufukin", "amount": 1}, {"Idempotency-Key": "12345678"}
    async with systems.web(systems.token()) as web:
        odd = [
            {**good, "amount": 0}, {**good, "amount": 10**8}, {**good, "amount": True},
            {**good, "amount": "1"}, {**good, "procedure": 1}, {**good, "more": 1},
            {**good, "since": -1}, {**good, "release": ["x"]}, {**good, "release": "x"}, [], {},
        ]  # fmt: skip
        for one in odd:
            made = await ask(web, "/payments", "POST", json=one, headers=key)
            assert made.status_code == 400, one
        assert (await ask(web, "/payments", "POST", json=good)).status_code == 400, "no key"
        large = await ask(web, "/payments", "POST", json={"a": "b" * 70_000}, headers=key)
        assert large.status_code == 413
        form = await ask(web, "/payments", "POST", data={"procedure": "x"}, headers=key)
        assert form.status_code == 400


async def test_what_is_not_there_is_a_problem(systems: Systems) -> None:
    async with systems.web(systems.token()) as web:
        for path in (
            "/api/v1/..%2f..%2fetc/passwd",
            "/api/v1/x",
            "/api/v1/applications/a/form.doc",
        ):
            found = await web.get(path)
            assert found.status_code == 404
            assert found.headers["content-type"] == "application/problem+json"
        assert (await web.delete("/api/v1/outcomes")).status_code == 405


def test_a_token_has_a_name_a_right_and_an_end(systems: Systems) -> None:
    good = TokenOrder("基幹", frozenset({"outcomes.list"}))
    bad = (
        TokenOrder(" ", good.rights), TokenOrder("名\u202e前", good.rights),
        TokenOrder("基幹", frozenset()), TokenOrder("基幹", frozenset({"everything"})),
        TokenOrder("基幹", good.rights, days=0), TokenOrder("基幹", good.rights, days=401),
    )  # fmt: skip
    for order in bad:
        with pytest.raises(TokenRefused):
            systems.tokens.make(order, by="clerk")
    text = systems.tokens.make(good, by="clerk")
    stored = str(systems.office.store.rows("select * from api_token"))
    assert text[24:] not in stored, "the database does not have it"
    (made,) = systems.tokens.all()
    assert made.digest not in repr(made)
    assert not systems.tokens.withdraw("0" * 16, by="clerk")
