"""Counts what stands in a database for Prometheus, and says when it does not answer."""

from collections.abc import Callable, Iterable, Iterator

from prometheus_client.core import GaugeMetricFamily, Metric

from sync.database.port import DatabaseAway


def counted(ask: Callable[[], Iterable[Metric]]) -> Iterator[Metric]:
    """Give what *ask* counts, all or nothing, and behind it whether the database is away."""
    try:
        found, is_away = list(ask()), 0
    except DatabaseAway:
        found, is_away = [], 1
    yield from found
    yield GaugeMetricFamily("demado_database_away", "1 while it does not answer.", is_away)
