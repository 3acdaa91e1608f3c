"""One direction of a bad line as arithmetic: a bounded queue, a rate, a delay and losses."""

import heapq
import random
from dataclasses import dataclass, field
from typing import Final

MODEM_QUEUE: Final = 64 * 1024  # bytes; half a second at 1 Mbit/s, as a mobile modem holds
REORDERED_BY_S: Final = 0.05


@dataclass(frozen=True)
class Quality:
    """How bad the line is; the same for both directions.

    ``rate`` in bit/s, ``delay_s`` one way, ``loss`` and ``reorder`` as shares
    of packets, ``queue`` in bytes. A packet longer than ``largest`` vanishes
    without a word, as in an MTU black hole.
    """

    rate: int = 1_000_000
    delay_s: float = 0.1
    loss: float = 0.02
    queue: int = MODEM_QUEUE
    reorder: float = 0.0
    largest: int = 65_535
    seed: int = 1


@dataclass
class Counters:
    """Bytes and packets of one direction; ``carried`` took the line's time, lost ones too."""

    carried: int = 0
    delivered: int = 0
    lost_packets: int = 0
    full_packets: int = 0


@dataclass
class Way:
    """One direction; times are seconds of any one clock, given by the caller."""

    quality: Quality
    dice: random.Random
    counters: Counters = field(default_factory=Counters)
    cut_after: int | None = None
    is_cut: bool = False

    def __post_init__(self) -> None:
        self._free_at = 0.0
        self._flying: list[tuple[float, int, bytes]] = []
        self._order = 0

    def offer(self, packet: bytes, now: float) -> None:
        """Take one packet from the sender; it queues, is lost, or arrives later."""
        quality = self.quality
        if self.is_cut or len(packet) > quality.largest:
            self.counters.lost_packets += 1
            return
        waiting_s = max(0.0, self._free_at - now)
        if waiting_s * quality.rate / 8 + len(packet) > quality.queue:
            self.counters.full_packets += 1
            return
        self._free_at = now + waiting_s + len(packet) * 8 / quality.rate
        self.counters.carried += len(packet)
        if self.dice.random() < quality.loss:
            self.counters.lost_packets += 1
        else:
            self._fly(packet)
        if self.cut_after is not None and self.counters.carried >= self.cut_after:
            self.cut_after = None
            self.cut()

    def arrived(self, now: float) -> list[bytes]:
        """Return the packets whose time has come, in the order of arrival."""
        packets = []
        while self._flying and self._flying[0][0] <= now:
            packets.append(heapq.heappop(self._flying)[2])
            self.counters.delivered += len(packets[-1])
        return packets

    def next_at(self) -> float | None:
        """Return when the next packet arrives; None when none is on its way."""
        return self._flying[0][0] if self._flying else None

    def cut(self) -> None:
        """Lose what is on its way and everything from now on."""
        self.is_cut = True
        self._flying.clear()

    def mend(self) -> None:
        """Relay again."""
        self.is_cut = False

    def _fly(self, packet: bytes) -> None:
        late = REORDERED_BY_S if self.dice.random() < self.quality.reorder else 0.0
        self._order += 1
        at = self._free_at + self.quality.delay_s + late
        heapq.heappush(self._flying, (at, self._order, packet))
