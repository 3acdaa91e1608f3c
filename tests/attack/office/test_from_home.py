"""Issue 12: who claims to be at the office, moves a session, or shows a code twice, through nginx.

Two addresses of this machine stand for the office and for a home.
"""

import re
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from ipaddress import ip_network

import httpx
import pytest

from sync.office.access.leave_orders import LeaveOrders
from sync.office.access.orders import AccessOrders
from sync.office.access.places import Places
from sync.office.keys.column_keys import agree_on_column_key, column_cipher
from sync.office.store.store import OfficeStore
from tests.attack.office.behind_nginx import CLERK, COLLEAGUE, NAME, Fortress, fortress
from tests.sync.city import make_city
from tests.sync.office.access.an_app import AnApp
from tests.sync.office.console.browsers import Clock
from tests.sync.postgresql import postgresql

pytestmark = pytest.mark.cluster

OFFICE, HOME = "127.0.0.1", "127.0.0.2"


@dataclass
class Named:
    """An office whose network is one address of this machine."""

    office: Fortress
    store: OfficeStore

    def browser(self, came_from: str, **headers: str) -> httpx.Client:
        """Return a browser that comes from one of the machine's addresses."""
        return self.office.browser(came_from, **headers)


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Named]:
    folder = tmp_path_factory.mktemp("named")
    city = make_city(folder / "city")
    with (
        postgresql() as server,
        fortress(city, server.url(), folder) as made,
        closing(OfficeStore.open(server.url())) as store,
    ):
        agree_on_column_key(folder / "office", store)
        store.cipher = column_cipher(folder / "office")
        Places(store).name([ip_network(f"{OFFICE}/32")])
        yield Named(made, store)
    city.store.close()


def let_home(named: Named, clerk: str, *, allowed: bool) -> None:
    AccessOrders(named.store, None).let_home(clerk, allowed=allowed, by="test")


@pytest.mark.parametrize("claimed", [OFFICE, f"{OFFICE}, {OFFICE}", f"::ffff:{OFFICE}", "office"])
@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "Client-IP"])
def test_a_forged_header_makes_no_home_the_office(named: Named, header: str, claimed: str) -> None:
    let_home(named, CLERK["clerk"], allowed=False)
    value = f"for={claimed}" if header == "Forwarded" else claimed
    with named.browser(HOME, **{header: value}) as web:
        told = web.post("/sign-in", data=CLERK)
        assert (told.status_code, "ここからはサインインできません" in told.text) == (403, True)
        assert web.get("/devices").status_code == 303


def test_at_a_worker_itself_no_forged_address_is_believed_but_the_proxys(named: Named) -> None:
    """A program on the machine reaches a worker; only the proxy's address speaks for others."""
    headers = {
        "Host": f"{NAME}:{named.office.port}", "X-Forwarded-For": OFFICE,
        "X-Forwarded-Proto": "https", "Origin": named.office.address,
    }  # fmt: skip
    let_home(named, CLERK["clerk"], allowed=False)
    transport = httpx.HTTPTransport(local_address=HOME)
    port = named.office.workers[0]
    with httpx.Client(transport=transport, headers=headers, trust_env=False) as web:
        told = web.post(f"http://127.0.0.1:{port}/sign-in", data=CLERK)
    assert told.status_code == 403


def test_a_session_that_is_carried_from_office_to_home_ends_at_every_worker(named: Named) -> None:
    let_home(named, CLERK["clerk"], allowed=True)
    with named.browser(OFFICE) as web, named.browser(HOME) as thief:
        assert web.post("/sign-in", data=CLERK).status_code == 303
        assert web.get("/devices").status_code == 200
        thief.cookies.update(dict(web.cookies.items()))
        told = thief.get("/devices")
        assert (told.status_code, "場所が変わったため" in told.text) == (403, True)
        assert {thief.get("/devices").status_code for _ in range(4)} == {303}
        assert {web.get("/devices").status_code for _ in range(4)} == {303}


def test_a_code_that_was_shown_counts_at_no_worker_again(named: Named) -> None:
    orders = LeaveOrders(named.store, None, time.time)
    handed = orders.give(COLLEAGUE["clerk"], 1, "test")
    with named.browser(OFFICE) as web, named.browser(OFFICE) as thief:
        shown = web.post("/sign-in/code/set-up", data={**COLLEAGUE, "handed": handed}).text
        found = re.search(r"打ちます：<br><code>(?:<bdi>)?([A-Z2-7 ]+)", shown)
        assert found
        app = AnApp(found[1].replace(" ", ""), Clock(time.time()))
        first = {"clerk": COLLEAGUE["clerk"], "handed": handed, "code": app.code()}
        assert web.post("/sign-in/code/confirm", data=first).status_code == 303
        seen = {**COLLEAGUE, "code": app.code()}
        answers = [thief.post("/sign-in/code", data=seen).status_code for _ in range(3)]
        assert answers == [403] * 3
        again = {**COLLEAGUE, "code": app.code(1)}  # the next one, once
        answers = [thief.post("/sign-in/code", data=again).status_code for _ in range(2)]
        assert answers == [303, 403]
        orders.end(COLLEAGUE["clerk"], "test")
        late = {**COLLEAGUE, "code": app.code(2)}
        assert thief.post("/sign-in/code", data=late).status_code == 403
        assert thief.get("/devices").status_code == 303, "what a code began is over too"
