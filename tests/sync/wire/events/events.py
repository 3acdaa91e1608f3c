"""Chains of events for tests: a writer with its own key, and times that one may set."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.wire.events.event import Event, Head, SignedEvent, sign_event, wall_time

DEVICE = "0123456789abcdef"
BOOT = "b0" * 16
VISIT = "51" * 16
START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
KEY = Ed25519PrivateKey.generate()

Line = tuple[str, dict[str, str | int]]


def event(
    last: SignedEvent | None,
    kind: str = "locked",
    *,
    at: datetime = START,
    mono_s: float = 10.0,
    boot: str = BOOT,
    device: str = DEVICE,
    staff: str | None = "mihon-a",
    visit: str | None = None,
    detail: Mapping[str, str | int] | None = None,
) -> Event:
    seq, prev, _ = last.head() if last else Head()
    said = detail or {}
    return Event(device, seq + 1, prev, kind, wall_time(at), mono_s, boot, staff, visit, said)


def chain(
    kinds: Iterable[Line], *, key: Ed25519PrivateKey = KEY, device: str = DEVICE
) -> list[SignedEvent]:
    """Return signed events, one a second by both clocks."""
    made: list[SignedEvent] = []
    for n, (kind, detail) in enumerate(kinds):
        said = event(
            made[-1] if made else None,
            kind,
            at=START + timedelta(seconds=n),
            mono_s=10.0 + n,
            device=device,
            visit=VISIT if kind.startswith("visit") else None,
            detail=detail,
        )
        made.append(sign_event(said, key))
    return made


def locks(count: int) -> list[SignedEvent]:
    return chain([("locked", {})] * count)
