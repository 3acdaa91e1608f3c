"""Counts requests for Prometheus and logs one line each, without anybody's data.

A line holds the handler's name, never an address with its query, and no body.
"""

import json
import logging
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, Final

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sync.database import DatabaseAway
from sync.reception.store.quota import day_of
from sync.reception.store.store import ReceptionStore
from sync.wire.city import utc_now

log = logging.getLogger("demado.reception")

BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
HANDLERS: Final = "The reception's requests by handler and status."


class RequestMetrics:
    """ASGI middleware: counts and logs each request."""

    def __init__(self, app: ASGIApp, registry: CollectorRegistry) -> None:
        self._app = app
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
        handler = getattr(scope.get("endpoint"), "__name__", "none")
        self._requests.labels(handler, status).inc()
        self._seconds.labels(handler).observe(seconds)
        ms = round(seconds * 1000, 1)
        log.info("request", extra={"facts": {"handler": handler, "status": status, "ms": ms}})


class StoreMetrics(Collector):
    """Counts what waits in the database at each look, and says when it does not answer."""

    def __init__(self, store: ReceptionStore, now: Callable[[], datetime] = utc_now) -> None:
        self._store, self._now = store, now

    def collect(self) -> Iterable[Metric]:
        """Return the counts of this moment."""
        try:
            found, is_away = list(self._ask()), 0
        except DatabaseAway:
            found, is_away = [], 1
        yield from found
        yield GaugeMetricFamily("demado_database_away", "1 while it does not answer.", is_away)

    def _ask(self) -> Iterator[Metric]:
        ((waiting, undurable, damaged),) = self._store.rows(
            "select (select count(*) from submission where handed_over_at is null),"
            " (select count(*) from submission where durable_at is null),"
            " (select count(*) from submission where damaged_at is not null)"
        )
        ((devices,),) = self._store.rows(
            "select count(*) from device where approved_at is not null and revoked_at is null"
        )
        yield GaugeMetricFamily(
            "demado_applications_waiting", "Applications that no office holds yet.", waiting
        )
        yield GaugeMetricFamily(
            "demado_applications_undurable", "Applications that lie here only.", undurable
        )
        yield GaugeMetricFamily(
            "demado_applications_damaged",
            "Applications damaged here, asked of their tablets.",
            damaged,
        )
        yield GaugeMetricFamily("demado_tablets", "Tablets that may send.", devices)
        yield from self._ask_what_is_brought()

    def _ask_what_is_brought(self) -> Iterator[Metric]:
        ((unnamed, size),) = self._store.rows(
            "select count(*), coalesce(sum(size), 0) from attachment where named_at is null"
        )
        ((refused,),) = self._store.rows(
            "select count(distinct device) from brought where day = ? and refused_at is not null",
            day_of(self._now()),
        )
        yield GaugeMetricFamily(
            "demado_attachments_unnamed", "Attachments that no application names yet.", unnamed
        )
        yield GaugeMetricFamily(
            "demado_attachments_unnamed_bytes", "How large these are in all.", size
        )
        yield GaugeMetricFamily(
            "demado_tablets_over_quota", "Tablets that reached a quota of today.", refused
        )


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, logger, event, and the facts beside it."""

    def format(self, record: logging.LogRecord) -> str:
        """Return *record* as JSON; of an exception its kind alone."""
        entry: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "event": record.getMessage(),
            **getattr(record, "facts", {}),
        }
        if record.exc_info and record.exc_info[0]:
            # The kind only: an exception's text may hold what a caller sent.
            entry["error"] = record.exc_info[0].__name__
        return json.dumps(entry, ensure_ascii=False)
