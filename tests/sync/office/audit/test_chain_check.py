"""A log that was cut, mixed, repeated, forked or dated back is not believed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.office.audit.chain_check import Finding, FindingKind, verify_chain
from sync.wire.events.event import Event, Head, SignedEvent, sign_event, wall_time
from sync.wire.events.event_writer import EventWriter, Said
from tests.sync.wire.events.events import BOOT, DEVICE, KEY, START, event, locks

Change = Callable[[list[SignedEvent]], list[SignedEvent]]


def check(signed: list[SignedEvent]) -> list[Finding]:
    return verify_chain([one.to_bytes() for one in signed], KEY.public_key(), device=DEVICE)


def again(one: SignedEvent, key: Ed25519PrivateKey = KEY, **values: object) -> SignedEvent:
    """Sign *one* once more with other values."""
    changed: Event = replace(one.event, **values)  # type: ignore[arg-type]
    return sign_event(changed, key)


def fork(events: list[SignedEvent]) -> list[SignedEvent]:
    return [*events, again(events[4], kind="signed_in")]


CHANGES: list[tuple[str, Change, list[Finding]]] = [
    ("whole", lambda e: e, []),
    ("one removed", lambda e: e[:2] + e[3:], [Finding(FindingKind.GAP, 3, 1)]),
    ("three removed", lambda e: e[3:], [Finding(FindingKind.GAP, 1, 3)]),
    ("reordered", lambda e: [e[0], e[2], e[1], *e[3:]], [Finding(FindingKind.OUT_OF_ORDER, 2)]),
    ("replayed", lambda e: [*e, e[1]], [Finding(FindingKind.REPLAYED, 2)]),
    ("forked at the end", fork, [Finding(FindingKind.FORK, 5)]),
    (
        "forked inside",
        lambda e: [*e[:2], again(e[1], kind="signed_in"), *e[2:]],
        [Finding(FindingKind.FORK, 2)],
    ),
    (
        "signed by another",
        lambda e: [*e[:4], again(e[4], key=Ed25519PrivateKey.generate())],
        [Finding(FindingKind.BAD_SIGNATURE, 5)],
    ),
    (
        "another's",
        lambda e: [*e[:4], again(e[4], device="ff" * 8)],
        [Finding(FindingKind.FOREIGN, 5)],
    ),
    (
        "another link",
        lambda e: [*e[:4], again(e[4], prev="ab" * 32)],
        [Finding(FindingKind.BROKEN_LINK, 5)],
    ),
]


@pytest.mark.parametrize(("name", "change", "expected"), CHANGES, ids=[c[0] for c in CHANGES])
def test_every_change_of_a_log_is_found(name: str, change: Change, expected: list[Finding]) -> None:
    assert check(change(locks(5))) == expected, name


def test_one_changed_byte_anywhere_is_found() -> None:
    contents = [one.to_bytes() for one in locks(3)]
    for at in range(len(contents[1])):
        raw = bytearray(contents[1])
        raw[at] ^= 0x10
        found = verify_chain(
            [contents[0], bytes(raw), contents[2]], KEY.public_key(), device=DEVICE
        )
        assert {f.kind for f in found} & {"malformed", "bad_signature"}, at
        assert Finding(FindingKind.GAP, 2, 1) in found


def told(moments: list[tuple[datetime, float]]) -> list[SignedEvent]:
    """Return the events of an honest writer whose clocks say *moments*."""
    signed: list[SignedEvent] = []
    walls, monos = iter([wall for wall, _ in moments]), iter([mono_s for _, mono_s in moments])
    scribe = EventWriter(DEVICE, KEY, BOOT, walls.__next__, monos.__next__)
    for _ in moments:
        signed += scribe.write(signed[-1].head() if signed else Head(), Said("locked"))
    return signed


@pytest.mark.parametrize(
    ("wall", "kind"),
    [
        (START - timedelta(hours=1), FindingKind.CLOCK_ROLLED_BACK),
        (START + timedelta(days=3), FindingKind.CLOCK_JUMPED),
        (datetime.fromisoformat("1970-01-01T00:00:00+00:00"), FindingKind.CLOCK_ROLLED_BACK),
    ],
)
def test_a_clock_that_the_tablet_noted_is_shown_with_its_size(
    wall: datetime, kind: FindingKind
) -> None:
    found = check(told([(START, 10.0), (wall, 10.0)]))
    assert found == [Finding(kind, 2, int(abs((wall - START).total_seconds())))]


def test_clocks_that_parted_unnoted_are_drift() -> None:
    first = sign_event(event(None, at=START, mono_s=10.0), KEY)
    later = sign_event(event(first, at=START + timedelta(hours=2), mono_s=20.0), KEY)
    back = sign_event(event(later, at=START, mono_s=21.0, boot="b1" * 16), KEY)
    assert check([first, later, back]) == [
        Finding(FindingKind.DRIFT, 2, 7190),
        Finding(FindingKind.DRIFT, 3, 7200),
    ]


def test_a_clock_set_across_a_gap_is_not_called_drift() -> None:
    events = locks(3)
    late = again(events[2], at=wall_time(START + timedelta(days=1)))
    assert check([events[0], late]) == [Finding(FindingKind.GAP, 2, 1)]


def in_steps(boots: bool, count: int = 20) -> list[SignedEvent]:
    """Return a clock set back by 118 s before each event, and no note of it."""
    signed: list[SignedEvent] = []
    for n in range(count):
        one = event(
            signed[-1] if signed else None,
            at=START - n * timedelta(seconds=118),
            mono_s=10.0 + n,
            boot=f"{n:032x}" if boots else BOOT,
        )
        signed.append(sign_event(one, KEY))
    return signed


@pytest.mark.parametrize("boots", [False, True])
def test_a_clock_set_back_in_small_steps_is_drift(boots: bool) -> None:
    found = check(in_steps(boots))
    assert {one.kind for one in found} == {"drift"}
    assert sum(one.size for one in found) >= 18 * 118


def test_an_honest_writer_notes_small_steps_and_nothing_more_is_found() -> None:
    steps = [(START - n * timedelta(seconds=118), 10.0 + n) for n in range(20)]
    found = check(told(steps))
    assert {one.kind for one in found} == {"clock_rolled_back"}
    assert sum(one.size for one in found) >= 18 * 118


def test_a_clock_that_is_kept_right_by_little_is_no_drift() -> None:
    by = [0, 100, -100, 15, 0, 119, -119, 0]
    clocks = [(START + timedelta(hours=n, seconds=s), 10.0 + n * 3600) for n, s in enumerate(by)]
    assert check(told(clocks)) == []
