"""A slow database or key derivation in one request holds up no other request."""

import re
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.office.access.back_off import FREE_TRIES
from sync.office.applications.decisions import Decisions
from sync.office.console import clerks as clerks_module
from sync.office.console.clerks import Clerks, SignInRefused
from sync.office.console.session import SIGN_INS_AT_ONCE
from sync.office.keys.keys import OfficeKeys
from sync.office.store.store import OfficeStore
from sync.office.web.app import Console

WITHIN_S = 20.0
SIGNED_IN = {"clerk": "clerk", "passphrase": "demado-office-2026"}
ID = "ab" * 16

# What touches the store, as method, target and the fields of its form.
REQUESTS: list[tuple[str, str, dict[str, str]]] = [
    ("POST", "/sign-in", SIGNED_IN),
    ("GET", "/", {}),
    ("GET", f"/applications/{ID}", {}),
    ("GET", f"/applications/{ID}/form.pdf", {}),
    ("POST", f"/applications/{ID}", {"status": "accepted"}),
    ("GET", "/devices", {}),
    ("POST", "/devices", {"device": "x", "order": "approve"}),
]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[OfficeStore]:
    made = OfficeStore.open(tmp_path / "office.db")
    yield made
    made.close()


@pytest.fixture
def clerks(store: OfficeStore) -> Clerks:
    made = Clerks(store)
    made.add("clerk", "庁内 見本", SIGNED_IN["passphrase"])
    return made


@pytest.fixture
async def web(
    store: OfficeStore, clerks: Clerks, tmp_path: Path
) -> AsyncIterator[httpx.AsyncClient]:
    """A browser on the console, whose event loop is that of the test."""
    keys = OfficeKeys({}, "a1", Ed25519PrivateKey.generate(), "token", {})
    console = Console(store, keys, clerks, Decisions(store, keys), tmp_path, tmp_path)
    transport = httpx.ASGITransport(console.app())
    address = "http://localhost"
    async with httpx.AsyncClient(
        transport=transport, base_url=address, headers={"Origin": address}
    ) as made:
        yield made


@contextmanager
def slow_store(
    store: OfficeStore, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[threading.Event, set[int]]]:
    """Let every query wait while the block runs.

    Gives what is set once one waits, and the threads that asked.
    """
    asked, go_on, threads = threading.Event(), threading.Event(), set[int]()

    def waiting(ask: Callable[..., Any]) -> Callable[..., Any]:
        def wait(*given: Any) -> Any:
            threads.add(threading.get_ident())
            asked.set()
            assert go_on.wait(WITHIN_S)
            return ask(*given)

        return wait

    with monkeypatch.context() as patch:
        for name in ("rows", "transaction"):
            patch.setattr(store, name, waiting(getattr(store, name)))
        try:
            yield asked, threads
        finally:
            go_on.set()


async def csrf(web: httpx.AsyncClient) -> str:
    """Sign in; return the secret of the session's forms."""
    await web.post("/sign-in", data=SIGNED_IN)
    found = re.search(r'name="csrf" value="([^"]+)"', (await web.get("/devices")).text)
    assert found
    return found[1]


@pytest.mark.parametrize("request_made", REQUESTS, ids=lambda made: f"{made[0]} {made[1]}")
async def test_a_slow_query_holds_up_no_other_request(
    request_made: tuple[str, str, dict[str, str]],
    store: OfficeStore,
    web: httpx.AsyncClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    method, target, form = request_made
    form = {**form, "csrf": await csrf(web)}
    responses: list[httpx.Response] = []

    async def ask() -> None:
        data = form if method == "POST" else None
        responses.append(await web.request(method, target, data=data))

    async with anyio.create_task_group() as tasks:
        with slow_store(store, monkeypatch) as (asked, threads), anyio.fail_after(WITHIN_S):
            tasks.start_soon(ask)
            await anyio.to_thread.run_sync(asked.wait, WITHIN_S)
            assert asked.is_set()
            assert (await web.get("/static/console.css")).status_code == 200
            assert responses == []
    assert threading.get_ident() not in threads
    assert responses[0].status_code < 500


async def test_a_passphrase_is_derived_outside_the_loops_thread(
    web: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[int] = []
    derived = clerks_module._digest

    def watched(passphrase: str, salt: bytes) -> bytes:
        threads.append(threading.get_ident())
        return derived(passphrase, salt)

    monkeypatch.setattr(clerks_module, "_digest", watched)
    assert (await web.post("/sign-in", data=SIGNED_IN)).status_code == 303
    assert len(threads) == 1
    assert threading.get_ident() not in threads


async def test_only_so_many_passphrases_are_derived_at_once(
    web: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    running, most, lock = 0, 0, threading.Lock()
    derived = clerks_module._digest

    def counted(passphrase: str, salt: bytes) -> bytes:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        try:
            return derived(passphrase, salt)
        finally:
            with lock:
                running -= 1

    monkeypatch.setattr(clerks_module, "_digest", counted)
    async with anyio.create_task_group() as tasks:
        for number in range(8):
            given = {"clerk": f"nobody-{number}", "passphrase": "x"}
            tasks.start_soon(partial(web.post, "/sign-in", data=given))
    assert 1 <= most <= SIGN_INS_AT_ONCE


def test_wrong_tries_at_the_same_time_are_no_more_than_the_free_ones(
    clerks: Clerks, monkeypatch: pytest.MonkeyPatch
) -> None:
    derived: list[str] = []

    def refused(passphrase: str, _: bytes) -> bytes:
        derived.append(passphrase)
        return bytes(32)

    def guess(number: int) -> None:
        with pytest.raises(SignInRefused):
            clerks.sign_in("clerk", f"wrong {number}")

    with monkeypatch.context() as patch:
        patch.setattr(clerks_module, "_digest", refused)
        tries = [threading.Thread(target=guess, args=(number,)) for number in range(12)]
        for one in tries:
            one.start()
        for one in tries:
            one.join(WITHIN_S)
    assert len(derived) == FREE_TRIES


def test_sessions_survive_threads_that_sign_in_and_out(
    clerks: Clerks, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = bytes(32)
    monkeypatch.setattr(clerks_module, "_digest", lambda *_: quick)
    clerks.add("clerk", "庁内 見本", SIGNED_IN["passphrase"])
    kept: list[str] = []

    def work() -> None:
        for _ in range(20):
            cookie, other = (clerks.sign_in("clerk", SIGNED_IN["passphrase"]) for _ in range(2))
            clerks.sign_out(other)
            kept.append(cookie)

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(WITHIN_S)
    assert len(kept) == 40
    assert all(clerks.session(cookie) for cookie in kept)
