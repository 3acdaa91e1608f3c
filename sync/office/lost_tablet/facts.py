"""Derives from the records what a lost tablet held, when, and how that was sealed."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.errors import SignatureInvalid, WireError
from sync.office.audit.chain_check import Finding, verify_chain
from sync.office.store.moments import read_moment
from sync.wire.events.chain import ChainState, Link, chain_state
from sync.wire.events.event import Event, SignedEvent, verify_event
from sync.wire.japan import JAPAN
from sync.wire.messages.contact import CONTACT_NOTED_EVERY
from sync.wire.messages.lease import LONGEST, USUAL


@dataclass(frozen=True)
class Sources:
    """What the city holds of one tablet; *is_approved*: the office knows its key itself.

    ``device`` is the reception's record of it, with the office's word on who let it in or out.
    """

    device: Mapping[str, Any]
    key: Ed25519PublicKey
    is_approved: bool
    envelopes: Sequence[Mapping[str, Any]]
    events: Sequence[tuple[str, bytes]]


@dataclass(frozen=True)
class Holdings:
    """Applications and half-done visits, as far as the tablet told before its last contact.

    ``not_arrived``: sealed on the tablet, not at the reception. ``copies``:
    arrived, but the tablet never said that it dropped its sealed copy.
    """

    sealed: int
    arrived: int
    durable: int
    not_arrived: tuple[Event, ...]
    copies: int
    open_visits: tuple[Event, ...]
    chain: ChainState


@dataclass(frozen=True)
class Day:
    """One day in Japan: what was sealed, what arrived, what had not arrived when it ended."""

    day: date
    sealed: int
    arrived: int
    waiting: int


@dataclass(frozen=True)
class Facts:
    """Everything that the report says; None where the records say nothing.

    ``lease_ends_by`` is by the city's own clock, for a tablet that told no lease yet.
    """

    device: Mapping[str, Any]
    is_approved: bool
    holdings: Holdings
    days: tuple[Day, ...]
    last_contact_at: datetime | None
    first_contact_at: datetime | None
    last_event: Event | None
    last_sign_in: Event | None
    is_locked: bool
    lease: Event | None
    lease_ends_by: datetime | None
    started: Event | None
    wiped: Event | None
    suites: tuple[str, ...]
    city_keys: tuple[str, ...]
    events: int
    findings: tuple[Finding, ...]


def facts_of(sources: Sources) -> Facts:
    """Return the facts; an event that the tablet did not sign counts for nothing."""
    contents = [content for _, content in sources.events]
    events = _believed(contents, sources)
    holdings = _holdings(events, sources.envelopes)
    contacts = _contacts(sources)
    sign_in = _last(events, "signed_in")
    lease = _last(events, "lease_renewed")
    suites = {row["suite"] for row in sources.envelopes}
    suites |= {str(event.detail["suite"]) for event in holdings.not_arrived}
    return Facts(
        device=sources.device,
        is_approved=sources.is_approved,
        holdings=holdings,
        days=_days(events, sources.envelopes),
        last_contact_at=max(contacts, default=None),
        first_contact_at=min(contacts, default=None),
        last_event=events[-1] if events else None,
        last_sign_in=sign_in,
        is_locked=sign_in is not None and _locked_after(events, sign_in),
        lease=lease,
        lease_ends_by=_lease_ends_by(sources.device),
        started=_last(events, "app_started"),
        wiped=_first(events, "wiped"),  # each later contact only confirms it
        suites=tuple(sorted(suites)),
        city_keys=tuple(sorted({row["city_key"] for row in sources.envelopes})),
        events=len(contents),
        findings=tuple(verify_chain(contents, sources.key, device=sources.device["id"])),
    )


def _contacts(sources: Sources) -> list[datetime]:
    """Return when the reception heard of the tablet, by its own clock; its enrolment is one."""
    texts = [at for at, _ in sources.events] + [row["received_at"] for row in sources.envelopes]
    texts += [at for name in ("enrolled_at", "last_seen_at") if (at := sources.device.get(name))]
    return [moment for at in texts if (moment := read_moment(at))]


def _lease_ends_by(device: Mapping[str, Any]) -> datetime | None:
    """Return when the lease is over at the latest, whatever the tablet has not told yet.

    A tablet gives itself 7 days as it enrols; each contact may bring 30 days at most, and the
    last one may be later than what was noted of it.
    """
    enrolled, seen = read_moment(device.get("enrolled_at")), read_moment(device.get("last_seen_at"))
    ends = [enrolled + USUAL] if enrolled else []
    ends += [seen + CONTACT_NOTED_EVERY + LONGEST] if seen else []
    return max(ends, default=None)


def _believed(contents: Iterable[bytes], sources: Sources) -> list[Event]:
    events: list[Event] = []
    for content in contents:
        try:
            signed = SignedEvent.from_bytes(content)
            verify_event(signed, sources.key)
        except (WireError, SignatureInvalid):
            continue
        if signed.event.device == sources.device["id"]:
            events.append(signed.event)
    return sorted(events, key=lambda event: event.seq)


def _holdings(events: Sequence[Event], envelopes: Sequence[Mapping[str, Any]]) -> Holdings:
    sealed = {event.detail["envelope"]: event for event in events if event.kind == "sealed"}
    dropped = {event.detail["envelope"] for event in events if event.kind == "durable"}
    arrived = {row["id"] for row in envelopes}
    return Holdings(
        sealed=len(arrived | set(sealed)),
        arrived=len(arrived),
        durable=sum(row["durable_at"] is not None for row in envelopes),
        not_arrived=tuple(event for id, event in sealed.items() if id not in arrived),
        copies=len(arrived - dropped),
        open_visits=_open_visits(events),
        chain=chain_state(Link(row["seq"], row["prev"], row["digest"]) for row in envelopes),
    )


def _days(events: Sequence[Event], envelopes: Sequence[Mapping[str, Any]]) -> tuple[Day, ...]:
    """Return every day on which something was sealed (the tablet's clock) or arrived (ours).

    An arrival that is no time has no day; the holdings count it.
    """
    sealed_at = {str(row["id"]): str(row["sealed_at"]) for row in envelopes}
    sealed_at |= {str(e.detail["envelope"]): e.at for e in events if e.kind == "sealed"}
    sealed = Counter(_days_of(sealed_at.values()))
    arrived = Counter(_days_of(str(row["received_at"]) for row in envelopes))
    days: list[Day] = []
    waiting = 0
    for day in sorted(sealed | arrived):
        waiting += sealed[day] - arrived[day]
        days.append(Day(day, sealed[day], arrived[day], waiting))
    return tuple(days)


def _days_of(times: Iterable[str]) -> Iterator[date]:
    return (moment.astimezone(JAPAN).date() for at in times if (moment := read_moment(at)))


def _open_visits(events: Iterable[Event]) -> tuple[Event, ...]:
    """Return the opening (or the first resuming) of each visit that may have been half-done.

    Its staff is who had the visit last: a colleague's shift may end without it.
    """
    visits: dict[str, Event] = {}
    for event in events:
        if event.kind in ("visit_opened", "visit_resumed") and event.visit is not None:
            visits[event.visit] = replace(visits.get(event.visit, event), staff=event.staff)
        elif event.kind == "visit_given" and event.visit is not None:
            given = visits.get(event.visit, event)
            visits[event.visit] = replace(given, staff=str(event.detail["to"]))
        elif event.kind == "visit_closed" and event.visit is not None:
            visits.pop(event.visit, None)
        elif event.kind == "shift_ended":  # its drafts were erased with it
            visits = {id: opened for id, opened in visits.items() if opened.staff != event.staff}
        elif event.kind == "wiped":
            visits.clear()
    return tuple(visits.values())


def _locked_after(events: Iterable[Event], sign_in: Event) -> bool:
    ended = ("locked", "shift_ended", "wiped", "app_started")
    return any(event.seq > sign_in.seq and event.kind in ended for event in events)


def _last(events: Sequence[Event], kind: str) -> Event | None:
    return next((event for event in reversed(events) if event.kind == kind), None)


def _first(events: Sequence[Event], kind: str) -> Event | None:
    return next((event for event in events if event.kind == kind), None)
