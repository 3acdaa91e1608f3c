"""Keeps which clerk each person of the provider's is: by the subject, and never by a name.

A clerk has one person and a person one clerk. The first link is made by an administrator, with
the code that the person was shown, or by the claim that the city named: it says the clerk's id,
sign by sign. Whoever was removed here has no link any more, and is nobody.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from sync.office.access.handed_codes import handed_digest, new_handed_code
from sync.office.access.roles import LOCK, end_sessions
from sync.office.audit.log import OfficeEvidence
from sync.office.oidc.errors import ProviderRefused
from sync.office.oidc.id_token import Identity
from sync.office.oidc.settings import ProviderSettings
from sync.office.store.store import OfficeStore
from sync.wire.city import utc_now
from sync.wire.events.event_kinds import person_id

CODE_GOOD_S: Final = 24 * 60 * 60
BY_CLAIM: Final = "provider"


class PersonRefused(Exception):
    """Nothing was linked; the text says why (Japanese)."""


@dataclass(frozen=True)
class ProviderPeople:
    """The links of one office; any thread of any worker may ask."""

    store: OfficeStore
    evidence: OfficeEvidence | None
    now_s: Callable[[], float] = time.time

    def clerk_of(self, settings: ProviderSettings, identity: Identity) -> str:
        """Return the clerk who somebody is, linked now where the city's claim says so.

        Raises:
            ProviderRefused: nobody's; *code* is for an administrator, good for a day.
        """
        found = self.store.rows(
            "select clerk.id from clerk join clerk_subject on clerk_subject.clerk = clerk.id"
            " where issuer = ? and subject = ?",
            *(settings.issuer, identity.subject),
        )
        if found:
            return str(found[0][0])
        told = identity.claims.get(settings.link_claim) if settings.link_claim else None
        if isinstance(told, str) and self._linked_by_claim(settings.issuer, identity, told):
            return told
        raise ProviderRefused("unknown_person", code=self._note_unknown(settings.issuer, identity))

    def linked_at(self, clerk: str) -> str | None:
        """Return since when (ISO) a clerk has a person of the provider's; None for nobody's."""
        found = self.store.rows("select linked_at from clerk_subject where clerk = ?", clerk)
        return str(found[0][0]) if found else None

    def link(self, clerk: str, code: str, by: str) -> None:
        """Link a clerk with who was shown *code*.

        Raises:
            PersonRefused: no such clerk or code, or the clerk has a person already.
        """
        with self.store.transaction() as db:
            db.execute(LOCK)
            found = db.execute(
                "delete from unknown_subject where code = ? and tried_s > ?"
                " returning issuer, subject",
                [handed_digest(code), int(self.now_s()) - CODE_GOOD_S],
            ).fetchone()
            if found is None:
                raise PersonRefused(
                    "このコードは、ありません。打ちまちがいか、1日より前のものです。"
                )
            if not self._put(db, str(found[0]), str(found[1]), clerk, by):
                raise PersonRefused("この職員は、もう結びついています。先にはずしてください。")

    def unlink(self, clerk: str, by: str) -> None:
        """Take a clerk's person away: their sessions end, and they sign in as nobody."""
        with self.store.transaction() as db:
            db.execute(LOCK)
            if db.execute("delete from clerk_subject where clerk = ?", [clerk]).rowcount:
                end_sessions(db, clerk)
                self._write(db, "provider_unlinked", by, clerk)

    def _linked_by_claim(self, issuer: str, identity: Identity, clerk: str) -> bool:
        with self.store.transaction() as db:
            db.execute(LOCK)
            return self._put(db, issuer, identity.subject, clerk, BY_CLAIM)

    def _put(self, db: Any, issuer: str, subject: str, clerk: str, by: str) -> bool:
        if not db.execute("select 1 from clerk where id = ?", [clerk]).fetchone():
            return False
        made = db.execute(
            "insert into clerk_subject (issuer, subject, clerk, linked_at, linked_by)"
            " values (?, ?, ?, ?, ?) on conflict do nothing",
            [issuer, subject, clerk, utc_now().isoformat(), by],
        ).rowcount
        if made:
            self._write(db, "provider_linked", by, clerk)
        return bool(made)

    def _note_unknown(self, issuer: str, identity: Identity) -> str:
        """Return a new code for a person; the one that they were shown before counts no more."""
        code, now_s = new_handed_code(), int(self.now_s())
        with self.store.transaction() as db:
            db.execute("delete from unknown_subject where tried_s <= ?", [now_s - CODE_GOOD_S])
            db.execute(
                "insert into unknown_subject (issuer, subject, code, tried_s) values (?, ?, ?, ?)"
                " on conflict (issuer, subject) do update set code = excluded.code,"
                " tried_s = excluded.tried_s",
                [issuer, identity.subject, handed_digest(code), now_s],
            )
        return code

    def _write(self, db: Any, kind: str, by: str, clerk: str) -> None:
        if self.evidence is not None:
            self.evidence.write(db, kind, clerk=by, person=person_id(clerk) or "")
