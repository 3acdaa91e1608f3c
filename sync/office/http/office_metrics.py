"""Counts what waits at the office, for Prometheus: numbers by state, of nobody in particular."""

from collections.abc import Iterable, Iterator

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from sync.database.counted import counted
from sync.office.store.states import ApplicationState
from sync.office.store.store import OfficeStore


class OfficeMetrics(Collector):
    """Counts at each look, and says when the database does not answer."""

    def __init__(self, store: OfficeStore) -> None:
        self._store = store

    def collect(self) -> Iterable[Metric]:
        """Return the counts of this moment."""
        return counted(self._ask)

    def _ask(self) -> Iterator[Metric]:
        states = GaugeMetricFamily("demado_applications", "By their state.", labels=["state"])
        counted = dict(self._store.rows("select status, count(*) from application group by status"))
        for state in ApplicationState:
            states.add_metric([state.value], counted.get(state.value, 0))
        yield states
        ((unsent,), (mail,), (jobs,)) = (
            self._store.rows(f"select count(*) from {which}")[0]  # noqa: S608 - our own words
            for which in (
                "decision where sent_at is null",
                "mail where state = 'new'",
                "outgoing where settled_at is null",
            )
        )
        yield GaugeMetricFamily("demado_decisions_unsent", "Decisions still to be sent.", unsent)
        yield GaugeMetricFamily("demado_mail_waiting", "Mail that nobody has read.", mail)
        yield GaugeMetricFamily("demado_jobs_waiting", "Jobs that no relay has settled.", jobs)
