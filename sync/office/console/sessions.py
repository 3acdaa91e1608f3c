"""Keeps who is signed in to the console, and ends what was left alone or grew old.

The rows are in the office's database, so that several workers share them and a restart ends
nobody's session. A stolen database signs nobody in: it holds a digest of each cookie, and what a
clerk looks at sealed.
"""

import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from sync.office.access.choices import NO_KEYS
from sync.office.access.permissions import NOTHING, OFFICE_ONLY, Need, Rights
from sync.office.access.places import WorkPlace
from sync.office.listing.filters import ListFilter
from sync.office.listing.places import ListOrder
from sync.office.oidc.sessions import AT_PROVIDER, WAITS
from sync.office.store.store import OfficeStore
from sync.wire.digest import sha256_hex

IDLE_S: Final = 30 * 60
LONGEST_S: Final = 9 * 60 * 60
# A click within so many seconds of the last one that was noted is not noted.
NOTED_EVERY_S: Final = 30
# For so long a proof of who the clerk is counts for what asks for one.
FRESH_S: Final = 10 * 60
VIEW: Final = "clerk_session.view"


@dataclass
class ListView:
    """What of the list a clerk looks at; with the session, so that no address names anybody."""

    filter: ListFilter = field(default_factory=ListFilter)
    order: ListOrder = ListOrder.TO_DO

    @classmethod
    def of(cls, text: str | None) -> "ListView":
        """Return the view that `to_text` wrote; the first one for what another version kept."""
        try:
            kept = json.loads(text or "{}")
            return cls(ListFilter.of(kept.get("filter", {})), ListOrder.of(kept.get("order", "")))
        except (AttributeError, ValueError):
            return cls()

    def to_text(self) -> str:
        """Return what `of` reads."""
        kept = {"filter": self.filter.to_json(), "order": self.order.value}
        return json.dumps(kept, ensure_ascii=False)


@dataclass(frozen=True)
class Session:
    """Who is signed in, the secret that every form of theirs carries, and their view.

    ``digest`` is what the session is kept by. ``salt`` is that of the passphrase that counted
    when it began: with another one the session ends. ``rights`` is what the clerk may do now.
    ``means`` says how it began, where it ends with what let it begin, such as a leave; ``place``
    where: it ends with a request from another one. Without ``has_keys`` no single letter is a
    command on their pages.
    """

    clerk: str
    name: str
    salt: bytes = field(repr=False)
    digest: str = field(repr=False)
    csrf: str = field(repr=False)
    proved_s: int = 0
    view: ListView = field(default_factory=ListView, repr=False)
    rights: Rights = NOTHING
    has_keys: bool = True
    means: str = ""
    place: WorkPlace = WorkPlace.OFFICE

    @property
    def is_at_home(self) -> bool:
        """Whether it began outside of the office's networks."""
        return self.place is not WorkPlace.OFFICE

    def may(self, need: Need) -> bool:
        """Tell whether the clerk may do what *need* says, from where they are."""
        return self.rights.may(need) and not (self.is_at_home and need in OFFICE_ONLY)


@dataclass(frozen=True)
class Sessions:
    """The sessions by their cookie's value; any thread of any worker may ask."""

    store: OfficeStore
    now_s: Callable[[], float] = field(default=time.time)

    def begin(self, clerk: str, salt: bytes, means: str = "") -> str:
        """Keep a new session, just proved, under a new cookie value; drop those that are over."""
        cookie, now_s = secrets.token_urlsafe(32), int(self.now_s())
        with self.store.transaction() as db:
            db.execute(
                "delete from clerk_session where seen_s <= ? or begun_s <= ?",
                [now_s - IDLE_S, now_s - LONGEST_S],
            )
            db.execute(
                "insert into clerk_session (digest, clerk, salt, begun_s, seen_s, proved_s,"
                " means) values (?, ?, ?, ?, ?, ?, ?)",
                [sha256_hex(cookie.encode()), clerk, salt, now_s, now_s, now_s, means],
            )
        return cookie

    def find(self, cookie: str | None) -> Session | None:
        """Return the session of a cookie, used now; None when there is none any more."""
        if not cookie:
            return None
        digest, now_s = sha256_hex(cookie.encode()), int(self.now_s())
        found = self.store.rows(FOUND, NO_KEYS, digest)
        if not found or _is_over(now_s, *found[0][-2:]):
            return None
        clerk, name, salt, view, proved_s, means, place, has_none, _, seen_s = found[0]
        if now_s - seen_s >= NOTED_EVERY_S:
            self._note("seen_s", now_s, digest)
        return Session(
            *(clerk, name or "", bytes(salt), digest, _csrf(cookie), proved_s),
            view=ListView.of(self.store.cipher.opened(VIEW, digest, view)),
            has_keys=not has_none,
            means=means,
            place=WorkPlace(place),
        )

    def is_fresh(self, session: Session) -> bool:
        """Tell whether the clerk proved who they are a short while ago."""
        return 0 <= self.now_s() - session.proved_s <= FRESH_S

    def note_proof(self, session: Session) -> None:
        """Keep that the clerk proved who they are just now; a session that waited is whole."""
        with self.store.transaction() as db:
            db.execute(
                "update clerk_session set proved_s = ?,"
                " means = case when means = ? then ? else means end where digest = ?",
                [int(self.now_s()), WAITS, AT_PROVIDER, session.digest],
            )

    def keep_view(self, session: Session) -> None:
        """Keep what the clerk looks at now, sealed: it may name somebody."""
        sealed = self.store.cipher.seal(VIEW, session.digest, session.view.to_text())
        self._note("view", sealed, session.digest)

    def put_place(self, cookie: str, place: WorkPlace) -> None:
        """Keep where a new session begins."""
        self._note("place", place.value, sha256_hex(cookie.encode()))

    def end(self, cookie: str | None) -> str | None:
        """Forget a session and return whose it was; harmless when there is none."""
        digest = sha256_hex((cookie or "").encode())
        with self.store.transaction() as db:
            found = db.execute(
                "delete from clerk_session where digest = ? returning clerk", [digest]
            ).fetchone()
        return str(found[0]) if found else None

    def _note(self, column: str, value: object, digest: str) -> None:
        with self.store.transaction() as db:
            db.execute(f"update clerk_session set {column} = ? where digest = ?", [value, digest])  # noqa: S608 - ours


FOUND: Final = (
    "select clerk_session.clerk, name, clerk_session.salt, view, proved_s, means, place,"
    " (select count(*) from clerk_choice where clerk_choice.clerk = clerk_session.clerk"
    " and choice = ?), begun_s, seen_s"
    " from clerk_session left join clerk on clerk.id = clerk_session.clerk"
    " where clerk_session.digest = ?"
)


def _is_over(now_s: int, begun_s: int, seen_s: int) -> bool:
    """Tell whether a session was left alone or is old; one from the future is no session."""
    is_ahead = now_s + NOTED_EVERY_S < seen_s
    return is_ahead or now_s - seen_s >= IDLE_S or now_s - begun_s >= LONGEST_S


def _csrf(cookie: str) -> str:
    """Return the secret of the forms, which only who has the cookie can know."""
    return sha256_hex(b"demado-form-v1\n" + cookie.encode())
