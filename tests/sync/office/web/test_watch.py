"""Issue 12, point 7: alive, ready, counted and logged, and of nobody a word."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client import generate_latest

from sync.json_lines import JsonLines
from sync.office.http.office_metrics import OfficeMetrics
from sync.request_metrics import handler_of
from tests.sync.office.console.browsers import SIGNED_IN, OneConsole, csrf
from tests.sync.postgresql import postgresql

ID = "ab" * 16


@pytest.fixture
def one(tmp_path: Path) -> Iterator[OneConsole]:
    made = OneConsole(tmp_path)
    made.store.put_application(ID, "d", "2026-11-20T01:00:00+00:00", b"sealed")
    yield made
    made.store.close()


async def test_a_watch_needs_no_sign_in_and_writes_nothing(one: OneConsole) -> None:
    before = one.store.rows("select * from setting order by name")
    async with one.browser() as web:
        told = [(await web.get(path)) for path in ("/healthz", "/readyz")]
    assert [(one.status_code, one.text) for one in told] == [(200, "alive"), (200, "ready")]
    assert one.store.rows("select * from setting order by name") == before


async def test_an_office_without_its_database_is_alive_and_not_ready(tmp_path: Path) -> None:
    with postgresql() as server:
        made = OneConsole(tmp_path, database=server.url())
        server.stop()
        async with made.browser() as web:
            told = [(await web.get(path)).status_code for path in ("/healthz", "/readyz")]
        assert told == [200, 503]
        (away,) = OfficeMetrics(made.store).collect()
        assert (away.name, away.samples[0].value) == ("demado_database_away", 1)
        made.store.close()
        server.start()


async def test_counts_and_lines_hold_routes_and_states_alone(
    one: OneConsole, caplog: pytest.LogCaptureFixture
) -> None:
    one.console.registry.register(OfficeMetrics(one.store))
    with caplog.at_level(logging.INFO, "demado.office"):
        async with one.browser() as web:
            await web.post("/sign-in", data=SIGNED_IN)
            await web.post("/", data={"csrf": await csrf(web), "q": "見本　太郎"})
            await web.get(f"/applications/{ID}")
            await web.get("/見本　太郎?name=見本　太郎")
    text = generate_latest(one.console.registry).decode()
    lines = [JsonLines().format(record) for record in caplog.records]
    said = [json.loads(line) for line in lines]
    assert {line["handler"] for line in said} == {
        "/", "/sign-in", "/devices", "/applications/{id}", "none",
    }  # fmt: skip
    assert 'demado_applications{state="new"} 1.0' in text
    for whole in (text, *lines):
        assert "見本" not in whole
        assert ID not in whole


@pytest.mark.parametrize(
    ("path", "parts", "expected"),
    [
        (
            "/applications/ab/parts/ab",
            {"id": "ab", "part": "ab"},
            "/applications/{id}/parts/{part}",
        ),
        ("/fonts/a/b.ttf", {"path": "a/b.ttf"}, "/fonts/{path}"),
        ("/x/05", {"n": 5}, "none"),
    ],
)
def test_a_handler_is_a_route_and_never_a_value(
    path: str, parts: dict[str, object], expected: str
) -> None:
    scope = {"path": path, "endpoint": test_a_handler_is_a_route_and_never_a_value}
    assert handler_of({**scope, "path_params": parts}) == expected
    assert handler_of({"path": path}) == "none"
