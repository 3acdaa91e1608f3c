"""A cluster, receptions and tablets; events that hurt; and what was found after them."""

import hashlib
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Final

from build.cluster.cluster import Cluster
from build.cluster.node import Node
from sync.reception.store.store import ReceptionStore
from sync.tablet.delivery.courier import Courier
from sync.tablet.delivery.decisions import DecisionShelf
from sync.tablet.device.device import EnrolledDevice
from sync.tablet.line.client import Client
from sync.tablet.outbox.outbox import Outbox
from sync.tablet.store.store import Store
from sync.wire.city import utc_now
from sync.wire.package import Package, Part
from tests.cluster.receptions import Receptions, at_port, make_city_on
from tests.cluster.tablets import Acknowledged, Sender
from tests.sync.city import City, enrolled_tablet

CALM_S: Final = 4.0
NEXT_RECEIPT_WITHIN_S: Final = 120.0


@dataclass(frozen=True)
class Event:
    """What was done, when, and how long until the next receipt and a whole cluster."""

    name: str
    at_s: float
    whole_s: float


@dataclass
class Findings:
    """What the trial found."""

    events: list[Event] = field(default_factory=list)
    acknowledged: list[Acknowledged] = field(default_factory=list)
    stored: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    unsent: int = 0
    failures: Counter[str] = field(default_factory=Counter)
    courier_sealed: int = 0
    courier_lost: list[str] = field(default_factory=list)
    reception_restarts: int = 0

    def faults(self) -> list[str]:
        """Return everything that must not be; empty after a trial that went well."""
        return [
            *(f"lost: {one}" for one in self.lost),
            *(f"doubled: {one}" for one in self.doubled),
            *(f"refused: {one}" for one in self.refused),
            *(f"not at the city: {one}" for one in self.courier_lost),
            *(["never sent"] * self.unsent),
        ]

    def longest_gap_s(self, start_s: float = 0.0, end_s: float = float("inf")) -> float:
        """Return the longest time without a receipt that began in a part of the trial."""
        times = sorted(one.at_s for one in self.acknowledged)
        gaps = (b - a for a, b in pairwise(times) if start_s <= b and a < end_s)
        return max(gaps)


class Trial:
    """Runs tablets against receptions on a cluster; call the events inside ``running``."""

    def __init__(self, cluster: Cluster, folder: Path, receptions: int, senders: int) -> None:
        self.cluster, self.findings = cluster, Findings()
        self._folder, self._count = folder, senders
        self._receptions = Receptions(folder / "city", cluster.url(), receptions)
        self._ended = threading.Event()
        self._senders: list[Sender] = []
        self._threads: list[threading.Thread] = []

    @contextmanager
    def running(self) -> Iterator[None]:
        """Send while the block runs, then let everything through and count."""
        url = self.cluster.url()
        city = make_city_on(url, self._folder / "city", self._receptions.ports[0])
        with self._receptions.running():
            stations = [self._enrol(city, number) for number in range(self._count)]
            store, _, enrolled = enrolled_tablet(city, self._folder / "courier")
            city.store.close()
            self._senders = [Sender(several, self._ended) for several in stations]
            works: list[Callable[[], None]] = [sender.run for sender in self._senders]
            works.append(lambda: self._run_courier(store, enrolled))
            self._threads = [threading.Thread(target=work) for work in works]
            for thread in self._threads:
                thread.start()
            try:
                self._wait_for_receipt(time.monotonic())
                yield
            finally:
                self._ended.set()
                for thread in self._threads:
                    thread.join()
            self._count_all(url, store)
            store.close()

    def hurt(
        self,
        name: str,
        act: Callable[[], object],
        mend: Callable[[], object] = lambda: None,
        away: Sequence[Node] = (),
    ) -> None:
        """Do *act*, wait until receipts go on without *away*, *mend*, and wait for all nodes."""
        time.sleep(CALM_S)
        at = time.monotonic()
        act()
        # First the others' primary: a receipt that was under way proves nothing.
        self.cluster.wait_ready(away)
        self._wait_for_receipt(time.monotonic())
        mend()
        self.cluster.wait_ready()
        self._wait_for_receipt(time.monotonic())
        self.findings.events.append(Event(name, at, time.monotonic() - at))

    def kill_primary(self) -> None:
        """Kill everything that the primary's machine runs; start it when another took over."""
        node = self.cluster.wait_ready()
        self.hurt("kill -9 of the primary's machine", node.kill, node.start, [node])

    def cut_primary(self, *, from_clients: bool) -> None:
        """Cut the primary off; the receptions go on reaching it unless cut as well."""
        node = self.cluster.wait_ready()
        whom = "from everyone" if from_clients else "from the others, not from the receptions"
        self.hurt(
            f"primary cut off {whom}",
            lambda: self.cluster.cut(node, from_clients=from_clients),
            lambda: self.cluster.heal(node),
            [node],
        )

    def switch_over(self) -> None:
        """Hand the primary's part over in peace, as an update does."""
        node = self.cluster.wait_ready()
        self.hurt("switchover", lambda: self.cluster.switch_over(node))

    def lose_power(self) -> None:
        """Kill all machines and all receptions at once, and start them again."""

        def act() -> None:
            self.cluster.kill()
            for port in self._receptions.ports:
                self._receptions.kill(port)
            self.cluster.start()

        self.hurt("everything killed and started", act)

    def kill_reception(self) -> None:
        """Kill one reception; the tablets go to the next."""
        port = self._receptions.ports[0]
        self.hurt("kill -9 of one reception", lambda: self._receptions.kill(port))

    def _enrol(self, city: City, number: int) -> tuple[EnrolledDevice, ...]:
        store, _, enrolled = enrolled_tablet(city, self._folder / f"tablet-{number}")
        store.close()
        ports = self._receptions.ports
        ordered = (*ports[number % len(ports) :], *ports[: number % len(ports)])
        return tuple(replace(enrolled, city=at_port(city, port).pack) for port in ordered)

    def _run_courier(self, store: Store, enrolled: EnrolledDevice) -> None:
        """A tablet of the product: outbox and courier, on the first reception."""
        outbox, client = Outbox(store, enrolled), Client(enrolled)
        courier = Courier(outbox, DecisionShelf(store, enrolled), client)
        while not self._ended.is_set():
            package = Package({"v": 1}, (Part("form.pdf", "application/pdf", b"%PDF"),))
            outbox.put(outbox.reserve_number(utc_now().date()), package)
            self.findings.courier_sealed += 1
            outbox.retry_all()
            courier.run_once()
            self._ended.wait(0.4)
        end = time.monotonic() + NEXT_RECEIPT_WITHIN_S
        while outbox.counts().waiting and time.monotonic() < end:
            outbox.retry_all()
            courier.run_once()
            time.sleep(0.5)
        client.close()

    def _wait_for_receipt(self, after_s: float) -> None:
        end = time.monotonic() + NEXT_RECEIPT_WITHIN_S
        while not any(s.acknowledged and s.acknowledged[-1].at_s > after_s for s in self._senders):
            assert time.monotonic() < end, "no receipt came any more"
            assert any(thread.is_alive() for thread in self._threads), "every tablet has ended"
            time.sleep(0.05)

    def _count_all(self, url: str, store: Store) -> None:
        found, reception = self.findings, ReceptionStore.open(url)
        rows = reception.rows("select id, device, seq, digest, content from submission")
        reception.close()
        here = {id: (device, seq, digest) for id, device, seq, digest, _ in rows}
        places = Counter((device, seq) for _, device, seq, _, _ in rows)
        found.stored = len(rows)
        found.acknowledged = [one for sender in self._senders for one in sender.acknowledged]
        found.refused = [slug for sender in self._senders for slug in sender.refused]
        found.unsent = sum(sender.unsent for sender in self._senders)
        found.failures = Counter(name for sender in self._senders for name in sender.failures)
        found.reception_restarts = self._receptions.restarts
        found.doubled = [f"{place}" for place, count in places.items() if count > 1]
        found.lost = [
            one.id
            for one in found.acknowledged
            if here.get(one.id) != (one.device, one.seq, one.digest)
        ]
        found.lost += [
            f"bytes of {id}"
            for id, _, _, digest, content in rows
            if hashlib.sha256(bytes(content)).hexdigest() != digest
        ]
        items = store.rows("select id, state from outbox")
        found.courier_lost = [id for id, state in items if state != "receipted" or id not in here]
