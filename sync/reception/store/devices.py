"""Stores the tablets with their public keys, approval, revocation and the office's order."""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sync.database import Statements
from sync.reception.store.refusal import RequestRefused
from sync.reception.store.store import ReceptionStore
from sync.wire.messages.contact import CONTACT_NOTED_EVERY
from sync.wire.problem import Slug

log = logging.getLogger(__name__)

COLUMNS: Final = (
    "id, name, sign_key, seal_key, number_prefix, enrolled_at, approved_at, revoked_at,"
    " lease_order, last_seen_at, forked_at, understands"
)


@dataclass(frozen=True)
class Device:
    """A tablet; the keys are public. Times are ISO texts in UTC.

    ``forked_at``: when it showed that two copies of it are in use. ``understands``: what forms
    of messages beyond the first it said that it reads, words with a space between.
    """

    id: str
    name: str
    sign_key: bytes
    seal_key: bytes
    number_prefix: int
    enrolled_at: str
    approved_at: str | None
    revoked_at: str | None
    lease_order: str
    last_seen_at: str | None
    forked_at: str | None = None
    understands: str = ""


def find_device(store: ReceptionStore, id: str) -> Device | None:
    """Return a device; None when nobody of that id was enrolled."""
    found = store.rows(f"select {COLUMNS} from device where id = ?", id)  # noqa: S608
    return Device(*found[0]) if found else None


def list_devices(store: ReceptionStore) -> list[Device]:
    """Return every device that was ever enrolled."""
    rows = store.rows(f"select {COLUMNS} from device order by enrolled_at, id")  # noqa: S608
    return [Device(*row) for row in rows]


def keep_device(store: ReceptionStore, device: Device) -> None:
    """Store the office's word on a tablet, which counts as newer than what is here.

    A reception that was restored learns in this way the tablets that enrolled
    since its backup, and which are revoked. Keys and prefix never change. A tablet that
    enrolled after the restore and was given the same prefix is forgotten, unless it was
    approved: it may not send yet, and enrols anew.

    Raises:
        RequestRefused: ``prefix-taken``, an approved tablet gives out these numbers;
            nothing was changed.
    """
    with store.transaction() as db:
        _free_prefix(db, device)
        db.execute(
            f"insert into device ({COLUMNS}) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608
            " on conflict (id) do update set approved_at = excluded.approved_at,"
            " revoked_at = excluded.revoked_at, lease_order = excluded.lease_order,"
            " forked_at = coalesce(device.forked_at, excluded.forked_at)",
            list(vars(device).values()),
        )


def _free_prefix(db: Statements, device: Device) -> None:
    others = "number_prefix = ? and id <> ?"
    holds = [device.number_prefix, device.id]
    if db.execute(
        f"delete from device where {others} and approved_at is null",  # noqa: S608
        holds,
    ).rowcount:
        log.warning("a tablet that nobody approved has to enrol anew")
    if db.execute(f"select 1 from device where {others}", holds).fetchone():  # noqa: S608
        raise RequestRefused(Slug.PREFIX_TAKEN)


def mark_seen(store: ReceptionStore, id: str, at: datetime, understands: str = "") -> None:
    """Mark that a tablet called, and what it said that it understands.

    A time that is marked may be an hour old: tablets call every few seconds, and an idle city
    writes next to nothing. One after *at*, from before the clock was set back, is replaced.
    """
    lately = (at - CONTACT_NOTED_EVERY).isoformat()
    with store.transaction() as db:
        db.execute(
            "update device set last_seen_at = ?, understands = ? where id = ?"
            " and (last_seen_at is null or last_seen_at <= ? or last_seen_at > ?"
            " or understands <> ?)",
            [at.isoformat(), understands, id, lately, at.isoformat(), understands],
        )
