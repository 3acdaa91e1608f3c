"""Finds what is held, missing, doubled and torn in a numbered chain of digests."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
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
    found: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for link in links:
        found[link.seq].add((link.prev, link.digest))
    numbers = sorted(found)
    gaps = tuple(
        (before + 1, here - 1)
        for before, here in zip([0, *numbers], numbers, strict=False)
        if here > before + 1
    )
    digests = {seq: {digest for _, digest in pairs} for seq, pairs in found.items()}
    digests[0] = {NO_PREVIOUS}
    last = numbers[-1] if numbers else 0
    return ChainState(
        held=gaps[0][0] - 1 if gaps else last,
        last=last,
        gaps=gaps,
        forks=tuple(seq for seq in numbers if len(digests[seq]) > 1),
        broken=tuple(
            seq
            for seq in numbers
            if seq - 1 in digests and any(prev not in digests[seq - 1] for prev, _ in found[seq])
        ),
    )
