"""Counts requests for Prometheus and logs them, without anybody's data.

A line holds the handler's name, never an address with its query, and no body. Tablets and offices
ask every few seconds whether there is anything: what went well and fast has a line once an hour,
which says how many like it had none, so that an idle city writes next to nothing.
"""

import logging
import math
import time
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
ONE_LINE_S: Final = 3600.0
SLOW_S: Final = 1.0
FAILED: Final = 400
HANDLERS: Final = "Requests by handler and status."


class RequestMetrics:
    """ASGI middleware: counts each request, and logs it under the logger of its *program*."""

    def __init__(self, app: ASGIApp, registry: CollectorRegistry, program: str) -> None:
        self._app, self._log = app, logging.getLogger(program)
        self._requests = Counter(
            "demado_requests", HANDLERS, ["handler", "status"], registry=registry
        )
        self._seconds = Histogram(
            "demado_request_seconds",
            "How long a request took.",
            ["handler"],
            buckets=BUCKETS,
            registry=registry,
        )
        self._lines: dict[tuple[str, int], tuple[float, int]] = {}  # when the last was, and since

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status, start = 500, time.perf_counter()

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watch)
        finally:
            self._note(scope, status, time.perf_counter() - start)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        handler = handler_of(scope)
        self._requests.labels(handler, status).inc()
        self._seconds.labels(handler).observe(seconds)
        facts = {"handler": handler, "status": status, "ms": round(seconds * 1000, 1)}
        if status >= FAILED or seconds >= SLOW_S:
            self._log.info("request", extra={"facts": facts})
            return
        at, silent = self._lines.get((handler, status), (-math.inf, 0))
        if time.monotonic() - at < ONE_LINE_S:
            self._lines[handler, status] = at, silent + 1
            return
        self._lines[handler, status] = time.monotonic(), 0
        more = {"more": silent} if silent else {}
        self._log.info("request", extra={"facts": facts | more})


def handler_of(scope: Scope) -> str:
    """Return the route that answered, its parts named and not filled in: ``/applications/{id}``.

    What no route answered is ``none``: a stranger's path becomes no label.
    """
    if scope.get("endpoint") is None:
        return "none"
    path: str = scope["path"]
    for name, value in scope.get("path_params", {}).items():
        if f"/{value}" not in path:
            return "none"
        path = path.replace(f"/{value}", f"/{{{name}}}", 1)
    return path
