"""Counts what waits at the reception, for Prometheus."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from sync.database.counted import counted
from sync.reception.store.quota import day_of
from sync.reception.store.store import ReceptionStore
from sync.wire.city import utc_now


class StoreMetrics(Collector):
    """Counts what waits in the database at each look, and says when it does not answer."""

    def __init__(self, store: ReceptionStore, now: Callable[[], datetime] = utc_now) -> None:
        self._store, self._now = store, now

    def collect(self) -> Iterable[Metric]:
        """Return the counts of this moment."""
        return counted(self._ask)

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
