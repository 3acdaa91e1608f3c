"""The format of one event: what happened, the time by two clocks, the digest of the one before."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sync.errors import SignatureInvalid, WireError
from sync.wire.canonical import canonical, parse_object
from sync.wire.digest import sha256_hex
from sync.wire.envelope import NO_PREVIOUS, SIGNATURE_LENGTH
from sync.wire.events import event_kinds as kinds

LARGEST: Final = 2048


@dataclass(frozen=True)
class Event:
    """One event; the fields let no personal data in.

    ``prev`` is the SHA-256 of the signed event before (64 zeros for the first),
    ``at`` the wall clock in UTC to the millisecond, ``mono_s`` the seconds since
    the machine's start, ``boot`` a random id of the app's start, ``staff`` the
    id of who is signed in (of the clerk, at the office).

    Raises:
        ValueError: a field is not of its form; the text never quotes a value.
    """

    device: str
    seq: int
    prev: str
    kind: str
    at: str
    mono_s: float
    boot: str
    staff: str | None = None
    visit: str | None = None
    detail: Mapping[str, str | int] = field(default_factory=dict)
    v: int = 1

    def __post_init__(self) -> None:
        forms: tuple[tuple[str, kinds.Rule, object], ...] = (
            ("device", kinds.DEVICE, self.device),
            ("seq", range(1, 2**53), self.seq),
            ("prev", kinds.DIGEST, self.prev),
            ("at", kinds.TIME, self.at),
            ("boot", kinds.ID, self.boot),
            ("v", range(1, 2), self.v),
            *((("staff", kinds.PERSON, self.staff),) if self.staff is not None else ()),
            *((("visit", kinds.ID, self.visit),) if self.visit is not None else ()),
        )
        for name, rule, value in forms:
            if not kinds.allows(rule, value):
                raise ValueError(f"event: {name} is not of its form")
        if not _is_seconds(self.mono_s) or not isinstance(self.kind, str):
            raise ValueError("event: mono_s or kind is not of its form")
        if not isinstance(self.detail, Mapping):
            raise ValueError("event: detail is no object")
        kinds.refuse_detail(kinds.book_of(self.device), self.kind, self.detail)
        object.__setattr__(self, "detail", MappingProxyType(dict(self.detail)))

    @property
    def moment(self) -> datetime:
        """Return the wall clock's time."""
        return datetime.fromisoformat(self.at)

    def to_bytes(self) -> bytes:
        """Return the event as canonical JSON: what is signed."""
        return canonical({**vars(self), "detail": dict(self.detail)})


@dataclass(frozen=True)
class SignedEvent:
    """An event as it lies and travels: 64-byte signature, then the event."""

    event: Event
    signature: bytes = field(repr=False)

    def to_bytes(self) -> bytes:
        """Return signature and event."""
        return self._content

    def digest(self) -> str:
        """Return the SHA-256 of :meth:`to_bytes` in hex: the next event's ``prev``."""
        return self._digest

    def head(self) -> "Head":
        """Return this event as the end of a chain."""
        return Head(self.event.seq, self.digest(), self.event)

    @classmethod
    def from_bytes(cls, content: bytes) -> "SignedEvent":
        """Read a signed event; says nothing yet about who signed it.

        Raises:
            WireError: not an event, not canonical, or more than an event may say.
        """
        if not SIGNATURE_LENGTH < len(content) <= LARGEST:
            raise WireError("event: impossible length")
        event = _event(parse_object(content[SIGNATURE_LENGTH:], "event"))
        signed = cls(event, content[:SIGNATURE_LENGTH])
        if signed.to_bytes() != content:
            raise WireError("event: not canonical")
        return signed

    # A check asks for both several times, and writing the event again costs as much as reading it.
    @cached_property
    def _content(self) -> bytes:
        return self.signature + self.event.to_bytes()

    @cached_property
    def _digest(self) -> str:
        return sha256_hex(self._content)


class Head(NamedTuple):
    """Where a chain ends; ``event`` is None when its bytes are damaged and only this is left."""

    seq: int = 0
    digest: str = NO_PREVIOUS
    event: Event | None = None


def sign_event(event: Event, key: Ed25519PrivateKey) -> SignedEvent:
    """Sign *event* as the tablet (or the office) that it names."""
    return SignedEvent(event, key.sign(_domain(event) + event.to_bytes()))


def verify_event(signed: SignedEvent, key: Ed25519PublicKey) -> None:
    """Check that the holder of *key* signed this very event.

    Raises:
        SignatureInvalid: it did not.
    """
    try:
        said = signed.to_bytes()[SIGNATURE_LENGTH:]
        key.verify(signed.signature, _domain(signed.event) + said)
    except InvalidSignature as refused:
        raise SignatureInvalid("the event's signature is not this device's") from refused


def wall_time(moment: datetime) -> str:
    """Return *moment* as an event's ``at``."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")


def _domain(event: Event) -> bytes:
    return kinds.book_of(event.device).domain


def _event(fields: dict[str, Any]) -> Event:
    try:
        return Event(**fields)
    except (TypeError, ValueError) as refused:
        raise WireError("event: unknown version, field or value") from refused


def _is_seconds(value: object) -> bool:
    return (
        type(value) is float
        and math.isfinite(value)
        and 0 <= value < 2**40
        and round(value, 3) == value
    )
