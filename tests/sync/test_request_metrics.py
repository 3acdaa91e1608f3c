"""A request that failed or took long has a line; good ones that come over and over share one."""

import asyncio
import logging

import httpx
import pytest
from prometheus_client import CollectorRegistry, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sync import request_metrics
from sync.request_metrics import RequestMetrics


async def answer(request: Request) -> Response:
    await asyncio.sleep(0.01)
    return Response(status_code=int(request.path_params["status"]))


async def lines_of(caplog: pytest.LogCaptureFixture, *statuses: int) -> list[tuple[int, int]]:
    """Ask for each status; return status and ``more`` of each line, and check the counts."""
    registry = CollectorRegistry()
    app = RequestMetrics(
        Starlette(routes=[Route("/{status}", answer)]), registry, "demado.reception"
    )
    with caplog.at_level(logging.INFO, "demado.reception"):
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as web:
            for status in statuses:
                await web.get(f"/{status}")
    counted = generate_latest(registry).decode()
    for status in statuses:
        assert f'status="{status}"}} {float(statuses.count(status))}' in counted
    facts = [record.__dict__["facts"] for record in caplog.records if record.msg == "request"]
    return [(one["status"], one.get("more", 0)) for one in facts]


async def test_good_ones_share_a_line_and_each_failure_has_its_own(
    caplog: pytest.LogCaptureFixture,
) -> None:
    found = await lines_of(caplog, 200, 200, 304, 500, 200, 500, 403, 304)
    assert found == [(200, 0), (304, 0), (500, 0), (500, 0), (403, 0)]


def test_the_next_line_says_how_many_had_none(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry = CollectorRegistry()
    seen = RequestMetrics(Starlette(), registry, "demado.reception")
    scope = {"type": "http", "path": "/", "endpoint": answer}
    with caplog.at_level(logging.INFO, "demado.reception"):
        for _ in range(3):
            seen._note(scope, 200, 0.0)
        monkeypatch.setattr(request_metrics, "ONE_LINE_S", 0.0)  # an hour later
        seen._note(scope, 200, 0.0)
    assert [record.__dict__["facts"].get("more") for record in caplog.records] == [None, 2]


async def test_a_slow_one_has_a_line(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request_metrics, "SLOW_S", 0.005)
    assert await lines_of(caplog, 200, 200) == [(200, 0), (200, 0)]
