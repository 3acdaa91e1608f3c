"""Finds every way in which a log differs from what its writer signed, in order."""

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, islice
from typing import Final, NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.errors import SignatureInvalid, WireError
from sync.wire.events.chain import Link, chain_state
from sync.wire.events.clocks import anchor, clock_change
from sync.wire.events.event import Event, SignedEvent, verify_event


class FindingKind(StrEnum):
    """What is wrong with a log.

    By a head of the office's log that was kept elsewhere, its newest events are lost, or the one
    of that number is another. It is unanchored while the file for that head cannot be written.

    A changed clock is named as the writer noted it; it is a drift when two clocks parted and
    nothing was noted.
    """

    MALFORMED = "malformed"
    BAD_SIGNATURE = "bad_signature"
    FOREIGN = "foreign"
    REPLAYED = "replayed"
    OUT_OF_ORDER = "out_of_order"
    GAP = "gap"
    FORK = "fork"
    BROKEN_LINK = "broken_link"
    CLOCK_ROLLED_BACK = "clock_rolled_back"
    CLOCK_JUMPED = "clock_jumped"
    DRIFT = "drift"
    LOST = "lost"
    REWRITTEN = "rewritten"
    UNANCHORED = "unanchored"


class Believed(NamedTuple):
    """An event whose signature is right, and its digest; little is kept of each: there are many."""

    event: Event
    digest: str


LOT: Final = 100  # events that a thread reads and checks at once
NOTED = (FindingKind.CLOCK_ROLLED_BACK, FindingKind.CLOCK_JUMPED)


@dataclass(frozen=True)
class Finding:
    """One thing wrong: ``kind`` at event ``seq`` (for a malformed one its place, from 1).

    ``size`` counts missing events, or seconds of a clock.
    """

    kind: FindingKind
    seq: int
    size: int = 0


def verify_chain(contents: Iterable[bytes], key: Ed25519PublicKey, *, device: str) -> list[Finding]:
    """Return everything that is wrong with the events in *contents*, in the order given.

    A log whose last events were cut off looks whole here; the office's own is compared with the
    heads that are kept elsewhere, see ``OfficeEvidence.behind``.
    """
    believed, findings = _believed(contents, key, device)
    findings += _order(believed)
    links = (Link(one.event.seq, one.event.prev, one.digest) for one in believed)
    state = chain_state(links)
    findings += [Finding(FindingKind.GAP, first, last - first + 1) for first, last in state.gaps]
    findings += [Finding(FindingKind.FORK, seq) for seq in state.forks]
    findings += [Finding(FindingKind.BROKEN_LINK, seq) for seq in state.broken]
    findings += _clocks(believed)
    return findings


def _believed(
    contents: Iterable[bytes], key: Ed25519PublicKey, device: str
) -> tuple[list[Believed], list[Finding]]:
    """Return what *key* signed, and what is wrong with the others.

    A signature takes longer than all else: every processor checks its share of them.
    """
    lots = _lots(enumerate(contents, 1))
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        judged = threads.map(lambda lot: [_judged(key, device, *one) for one in lot], lots)
        found = list(chain.from_iterable(judged))
    return (
        [one for one in found if isinstance(one, Believed)],
        [one for one in found if isinstance(one, Finding)],
    )


def _lots(numbered: Iterator[tuple[int, bytes]]) -> Iterator[list[tuple[int, bytes]]]:
    while lot := list(islice(numbered, LOT)):
        yield lot


def _judged(key: Ed25519PublicKey, device: str, place: int, content: bytes) -> Believed | Finding:
    try:
        signed = SignedEvent.from_bytes(content)
    except WireError:
        return Finding(FindingKind.MALFORMED, place)
    try:
        verify_event(signed, key)
    except SignatureInvalid:
        return Finding(FindingKind.BAD_SIGNATURE, signed.event.seq)
    if signed.event.device != device:
        return Finding(FindingKind.FOREIGN, signed.event.seq)
    return Believed(signed.event, signed.digest())


def _order(believed: list[Believed]) -> list[Finding]:
    findings: list[Finding] = []
    seen: set[str] = set()
    highest = 0
    for event, digest in believed:
        seq = event.seq
        if digest in seen:
            findings.append(Finding(FindingKind.REPLAYED, seq))
        elif seq < highest:
            findings.append(Finding(FindingKind.OUT_OF_ORDER, seq))
        seen.add(digest)
        highest = max(highest, seq)
    return findings


def _clocks(believed: list[Believed]) -> list[Finding]:
    events = [one.event for one in sorted(believed, key=lambda one: one.event.seq)]
    findings = [
        Finding(FindingKind(event.kind), event.seq, int(event.detail["size_s"]))
        for event in events
        if event.kind in NOTED
    ]
    return findings + _drift(events)


def _drift(events: list[Event]) -> list[Finding]:
    """Return where a clock parted from what it was at the start of the app, or went back over one.

    What was noted begins anew; across a gap the note may be what is missing.
    """
    findings: list[Finding] = []
    since: dict[str, Event] = {}  # of each start of the app
    highest, last_seq = None, 0
    for event in events:
        against = since.get(event.boot, highest)
        change = clock_change(against, event.moment, event.mono_s, event.boot)
        follows = event.seq == last_seq + 1
        if change is not None and follows and event.kind not in NOTED:
            findings.append(Finding(FindingKind.DRIFT, event.seq, int(change[1]["size_s"])))
        since[event.boot] = anchor(since.get(event.boot), event)
        if highest is None or change or not follows or event.moment > highest.moment:
            highest = event
        last_seq = event.seq
    return findings
