"""Issue 12: attacks on the API for the city's other systems, through the city's own nginx file."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from sync.office.access.api_tokens import ApiTokens, TokenOrder
from sync.office.audit.log import OfficeEvidence
from sync.office.store.store import OfficeStore
from tests.attack.office.behind_nginx import CLERK, Fortress, fortress
from tests.sync.city import make_city
from tests.sync.postgresql import postgresql

pytestmark = pytest.mark.cluster

ALL = frozenset({"outcomes.list"})


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Fortress, str, str]]:
    """An office behind nginx, a good token of one right, and one that was withdrawn."""
    folder = tmp_path_factory.mktemp("fortress")
    city = make_city(folder / "city")
    with postgresql() as server, fortress(city, server.url(), folder) as made:
        with closing(OfficeStore.open(server.url())) as store:
            tokens = ApiTokens(store, OfficeEvidence.open(store, folder / "office"))
            good, gone = (tokens.make(TokenOrder("基幹", ALL), by=None) for _ in range(2))
            tokens.withdraw(gone[7:23], by=None)
        yield made, good, gone
    city.store.close()


def test_the_api_behind_nginx_keeps_its_door(guarded: tuple[Fortress, str, str]) -> None:
    office, good, gone = guarded
    with office.browser(Authorization=f"Bearer {good}") as system:
        assert system.get("/api/v1/outcomes").json()["items"] == []
        assert system.get("/api/v1/records").status_code == 403, "another right"
        assert system.get("/api/v1/outcomes?limit=999999999999").status_code == 400
        assert system.get("/devices").headers["location"] == "/sign-in"
        large = system.post("/api/v1/payments", content=b"a" * 100_000)
        assert large.status_code in (403, 413)
        described = system.get("/api/v1/openapi.json")
        assert (described.status_code, described.json()["openapi"]) == (200, "3.1.0")
    with office.browser() as stranger:
        assert stranger.get(f"/api/v1/outcomes?token={good}").status_code == 401
        assert stranger.post("/sign-in", data=CLERK).status_code == 303
        assert stranger.get("/api/v1/outcomes").status_code == 401, "a cookie opens nothing"
        over = {"Authorization": f"Bearer {gone}"}
        assert "withdrawn" in stranger.get("/api/v1/outcomes", headers=over).json()["detail"]


@pytest.mark.parametrize(
    "path", ["/api/v1/../../etc/passwd", "/api/v1/applications/..%2f..%2fkeys.json", "/api/v1/%00"]
)
def test_no_path_of_the_api_leads_out(guarded: tuple[Fortress, str, str], path: str) -> None:
    office, good, _ = guarded
    line = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {good}\r\n".encode()
    answer = office.raw(line + b"Connection: close\r\n\r\n")
    assert answer.split(b" ", 2)[1][:1] == b"4", answer[:100]
    assert b"root:" not in answer


def test_a_token_stands_in_no_log_of_nginx(guarded: tuple[Fortress, str, str]) -> None:
    office, good, _ = guarded
    said = b"".join(path.read_bytes() for path in Path(office.folder).glob("*.log"))
    assert good[24:].encode() not in said
