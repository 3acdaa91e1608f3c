"""Finds what is held, missing, doubled and torn in a numbered chain of digests."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from sync.wire.envelope import NO_PREVIOUS


class Link(NamedTuple):
    """One element: its number, the digest it says came before, its own digest."""

    seq: int
    prev: str
    digest: str


@dataclass(frozen=True)
class ChainState:
    """``held``: 1 to this are all there; ``last``: the highest number seen.

    ``gaps`` are missing numbers as (first, last), ``forks`` numbers with two
    digests, ``broken`` numbers whose ``prev`` is not what lies before them.
    """

    held: int = 0
    last: int = 0
    gaps: tuple[tuple[int, int], ...] = ()
    forks: tuple[int, ...] = ()
    broken: tuple[int, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing, doubled or torn."""
        return not (self.gaps or self.forks or self.broken)


def chain_state(links: Iterable[Link]) -> ChainState:
    """Return the state of a chain; the order of *links* does not matter."""
    gaps: list[tuple[int, int]] = []
    forks, broken = [], []
    last, before = 0, {NO_PREVIOUS}
    for seq, same in groupby(sorted(set(links)), attrgetter("seq")):
        these = list(same)
        if seq > last + 1:
            gaps.append((last + 1, seq - 1))
        elif any(one.prev not in before for one in these):
            broken.append(seq)
        last, before = seq, {one.digest for one in these}
        if len(before) > 1:
            forks.append(seq)
    held = gaps[0][0] - 1 if gaps else last
    return ChainState(held, last, tuple(gaps), tuple(forks), tuple(broken))
