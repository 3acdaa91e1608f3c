"""Passkeys with Chromium's virtual authenticator: what lets a clerk in, and what does not."""

import base64
import http.server
import json
import re
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from sync.office.access.challenges import GOOD_FOR_S, ChallengeRefused, Challenges
from sync.office.access.passkeys import Passkeys
from sync.office.commands.office import main
from sync.office.console.sessions import FRESH_S
from tests.sync.office.access.authenticator import AtDesk, Served, served
from tests.sync.office.console.browsers import SIGNED_IN, Clock, OneConsole

pytestmark = pytest.mark.browser

Answer = dict[str, Any]


@pytest.fixture
def console(tmp_path: Path) -> Iterator[Served]:
    with served(tmp_path) as made:
        yield made


@pytest.fixture
def desk(browser: Browser, console: Served) -> Iterator[AtDesk]:
    """A clerk who registered one key, and signed out."""
    context = browser.new_context()
    made = AtDesk(context.new_page(), console)
    made.plug_in()
    made.sign_in_with_passphrase()
    made.register("庁内のパソコン")
    expect(made.page.get_by_role("cell", name="庁内のパソコン")).to_be_visible()
    made.sign_out()
    yield made
    context.close()


def sign_in(console: Served, answer: Answer) -> int:
    """Send what a key made as a browser does; return the status code."""
    with console.web() as web:
        given = {"credential": json.dumps(answer)}
        return web.post("/sign-in/passkey", data=given).status_code


def fresh_options(console: Served) -> str:
    with console.web() as web:
        found = re.search(r'data-options="([^"]+)"', web.get("/sign-in/passkey").text)
    assert found
    return found[1].replace("&#34;", '"')


def signed(desk: AtDesk, **other: Any) -> Answer:
    """Have the key sign what the sign-in page asks for, and do not send it."""
    options = {**json.loads(fresh_options(desk.console)), **other}
    made: Answer = desk.page.evaluate(
        "async (options) => (await navigator.credentials.get({publicKey:"
        " PublicKeyCredential.parseRequestOptionsFromJSON(options)})).toJSON()",
        options,
    )
    return made


def kinds(console: Served) -> list[str]:
    return [kind for kind, _ in console.one.said()]


def test_a_clerk_signs_in_with_a_key_alone_and_the_answer_counts_once(desk: AtDesk) -> None:
    desk.sign_in_with_key()
    expect(desk.page.get_by_role("heading", name="届いた申請")).to_be_visible()
    assert kinds(desk.console)[-2:] == ["signed_in_with", "listed"]
    assert sign_in(desk.console, desk.credential) == 403, "replayed"
    assert sign_in(desk.console, signed(desk)) == 303, "a new one counts"


def test_the_passphrase_alone_lets_nobody_in_who_has_a_key(desk: AtDesk) -> None:
    with desk.console.web() as web:
        answer = web.post("/sign-in", data=SIGNED_IN)
        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in/passkey")
        assert web.get("/").status_code == 303


def changed(answer: Answer, part: str) -> Answer:
    """Return *answer* with one bit of a part changed."""
    text = answer["response"][part]
    raw = bytearray(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    raw[-1] ^= 1
    part_changed = base64.urlsafe_b64encode(raw).decode().rstrip("=")
    return {**answer, "response": {**answer["response"], part: part_changed}}


@pytest.mark.parametrize("part", ["clientDataJSON", "authenticatorData", "signature", "userHandle"])
def test_a_changed_answer_lets_nobody_in(desk: AtDesk, part: str) -> None:
    assert sign_in(desk.console, changed(signed(desk), part)) == 403


def test_an_unknown_key_and_what_is_no_answer_let_nobody_in(desk: AtDesk) -> None:
    odd: list[Any] = [{}, [], None, 1, "x", {"id": "x"}, {"response": 1}, {"response": {}}]
    assert [sign_in(desk.console, one) for one in odd] == [403] * len(odd)
    assert sign_in(desk.console, {**signed(desk), "id": "AAAA", "rawId": "AAAA"}) == 403


def test_a_cloned_key_is_shut_and_told(desk: AtDesk) -> None:
    with desk.console.one.store.transaction() as db:
        db.execute("update passkey set sign_count = 999")
    desk.sign_in_with_key()
    expect(desk.page.get_by_role("alert")).to_contain_text("写しが使われたおそれ")
    assert kinds(desk.console)[-1] == "passkey_cloned"
    assert sign_in(desk.console, signed(desk)) == 403, "also once it counts on"
    with desk.console.web() as web:
        assert web.post("/sign-in", data=SIGNED_IN).headers["location"] == "/sign-in/passkey"


def test_a_key_that_never_counts_is_no_clone(desk: AtDesk) -> None:
    passkeys = Passkeys(desk.console.one.store)
    (key,) = passkeys.of("clerk")
    with desk.console.one.store.transaction() as db:
        db.execute("update passkey set sign_count = 0")
    for _ in range(2):
        passkeys._count(key.id, "clerk", 0, "now")
    assert passkeys.of("clerk")[0].cloned_at is None


def test_a_key_without_its_holders_finger_or_pin_lets_nobody_in(desk: AtDesk) -> None:
    desk.say("setUserVerified", desk.keys[0], isUserVerified=False)
    desk.sign_in_with_key()
    expect(desk.page.get_by_text("パスキーを確かめられませんでした")).to_be_visible()
    assert sign_in(desk.console, signed(desk, userVerification="discouraged")) == 403


@contextmanager
def another_site() -> Iterator[str]:
    """Serve an empty page on another port: for a passkey it is the same name, not the same site."""

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_another_origin_gets_an_answer_that_lets_nobody_in(desk: AtDesk) -> None:
    with another_site() as address:
        desk.page.goto(address)
        assert sign_in(desk.console, signed(desk)) == 403


def test_the_same_key_is_not_registered_twice(desk: AtDesk) -> None:
    desk.enter_with_key()
    desk.register("もう一度")
    expect(desk.page.get_by_text("登録できませんでした")).to_be_visible()
    assert len(desk.console.one.clerks.passkeys.of("clerk")) == 1


def test_the_last_key_stays_and_one_of_two_goes(desk: AtDesk) -> None:
    desk.enter_with_key()
    desk.go("/passkeys")
    desk.page.get_by_role("button", name="はずす").click()
    desk.page.get_by_role("button", name="はずす（決定）").click()
    expect(desk.page.get_by_text("最後のパスキーははずせません")).to_be_visible()
    desk.plug_in(transport="usb")
    desk.register("かぎ")
    expect(desk.page.get_by_role("button", name="はずす")).to_have_count(2)
    desk.page.get_by_role("button", name="はずす").first.click()
    desk.page.get_by_role("button", name="はずす（決定）").click()
    expect(desk.page.get_by_role("button", name="はずす")).to_have_count(1)
    assert kinds(desk.console)[-2:] == ["passkey_added", "passkey_removed"]


def test_a_proof_wants_the_key_and_no_passphrase(desk: AtDesk) -> None:
    desk.enter_with_key()
    desk.console.one.clock.now_s += FRESH_S + 1
    desk.go("/devices")
    desk.page.get_by_role("button", name="新しい端末を登録する").click()
    expect(desk.page.get_by_role("heading", name="あなたであることを確かめます")).to_be_visible()
    expect(desk.page.get_by_label("合言葉")).to_have_count(0)
    desk.page.get_by_role("button", name="パスキーで確かめる").click()
    expect(desk.page.get_by_role("heading", name="端末", exact=True)).to_be_visible()
    assert "proved_again" in kinds(desk.console)[-2:]


def test_a_city_that_demands_keys_wants_two_before_any_work(desk: AtDesk) -> None:
    desk.console.one.clerks.passkeys.demand(demanded=True)
    desk.enter_with_key()
    expect(desk.page.get_by_text("パスキーを2本登録してから")).to_be_visible()
    desk.go("/devices")
    expect(desk.page.get_by_role("heading", name="自分のパスキー")).to_be_visible()
    desk.plug_in(transport="usb")
    desk.register("かぎ")
    expect(desk.page.get_by_text("かぎ")).to_be_visible()
    desk.go("/devices")
    expect(desk.page.get_by_role("heading", name="端末")).to_be_visible()
    (first, _) = desk.console.one.clerks.passkeys.of("clerk")
    with desk.console.one.store.transaction() as db:
        desk.console.one.clerks.passkeys.remove(db, "clerk", first.id, "now")
    desk.go("/devices")
    expect(desk.page.get_by_role("heading", name="端末")).to_be_visible()


def test_the_command_says_whether_the_city_demands_keys(
    console: Served, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(console.one.folder)
    for word, is_demanded in (("--demand", True), ("--no-demand", False)):
        monkeypatch.setattr(sys, "argv", ["x", "passkeys", "--data", folder, word])
        main()
        assert console.one.clerks.passkeys.are_demanded is is_demanded
    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == [
        {"passkeys_demanded": True},
        {"passkeys_demanded": False},
    ]
    assert kinds(console)[-2:] == ["passkeys_demanded"] * 2


def test_an_address_that_is_no_name_says_so(desk: AtDesk) -> None:
    desk.page.goto(f"http://127.0.0.1:{desk.console.port}/sign-in/passkey")
    expect(desk.page.get_by_role("alert")).to_contain_text("localhost")


def test_a_challenge_counts_once_for_one_purpose_and_for_ten_minutes(one: OneConsole) -> None:
    clock = Clock()
    challenges = Challenges(one.store, clock)

    def refused(challenge: bytes, purpose: str, words: str) -> None:
        with pytest.raises(ChallengeRefused, match=words):
            challenges.take(challenge, purpose)

    made = challenges.make("sign in")
    refused(made, "prove clerk", "another purpose")
    Challenges(one.store, clock).take(made, "sign in")
    refused(made, "sign in", "answered before")
    old, early = challenges.make("sign in"), challenges.make("sign in")
    clock.now_s += GOOD_FOR_S + 1
    refused(old, "sign in", "too old")
    clock.now_s -= GOOD_FOR_S + 2
    refused(early, "sign in", "too old")
    for foreign in (b"", b"x", bytes(56), made[:-1]):
        refused(foreign, "sign in", "not ours")


def test_looking_at_the_sign_in_page_fills_no_table(one: OneConsole) -> None:
    for _ in range(100):
        Challenges(one.store).make("sign in")
    assert one.store.rows("select count(*) from used_challenge") == [(0,)]
