"""Keeps the console's clerks, checks their passphrases, and says in the log who came and went."""

import hmac
import re
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Final

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from sync.office.access.back_off import BackOff, Came
from sync.office.access.passkeys import Passkeys
from sync.office.access.passphrase_rules import refuse_passphrase
from sync.office.access.places import NotFromHere, Places, WorkPlace
from sync.office.access.roles import ADMINISTRATOR, HANDLER, LOCK, Roles, end_sessions
from sync.office.access.totp import MEANS, TotpLeaves
from sync.office.audit.log import OfficeEvidence
from sync.office.console.sessions import Session, Sessions
from sync.office.store.store import OfficeStore
from sync.passphrases import normalised
from sync.visible import UNSEEN
from sync.wire.city import utc_now
from sync.wire.events.event_kinds import COUNT, person_id

SCRYPT_N: Final = 2**15
# As somebody types it at the sign-in, from every keyboard the same.
ID: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,31}")
# What goes with a clerk who leaves.
LEFT_BEHIND: Final = (
    "saved_view",
    "open_page",
    "clerk_choice",
    "totp_leave",
    "recovery",
    "telework_clerk",
    "clerk_subject",
)
# Ids that nobody has share one count: they fill neither the memory nor the log.
NOBODY: Final = ""
NOWHERE: Final = Came()


class ClerkRefused(Exception):
    """The clerks stay as they are; the text says why (Japanese)."""


class ClerkRemoved(Exception):
    """The session is that of a clerk who was removed; it ended."""


class SignInRefused(Exception):
    """Id or passphrase is wrong, or it was too soon: *wait_s* seconds until the next try.

    With *needs* both were right, and the clerk signs in with that: ``passkey`` or ``code``.
    """

    def __init__(self, wait_s: int = 0, needs: str = "") -> None:
        super().__init__(f"wait {wait_s} s")
        self.wait_s, self.needs = wait_s, needs


@dataclass
class Clerks:
    """Adds and removes clerks, signs them in and out. Any thread may call it.

    Without *evidence* nothing is logged, as in a test of something else.
    """

    store: OfficeStore
    evidence: OfficeEvidence | None = None
    now_s: Callable[[], float] = time.time
    roles: Roles = field(init=False)
    passkeys: Passkeys = field(init=False)
    leaves: TotpLeaves = field(init=False)
    places: Places = field(init=False)
    sessions: Sessions = field(init=False)
    _back_off: BackOff = field(init=False)

    def __post_init__(self) -> None:
        self.roles = Roles(self.store)
        self.passkeys = Passkeys(self.store, self.now_s)
        self.places = Places(self.store)
        self.leaves = TotpLeaves(self.store, self.now_s)
        self.sessions = Sessions(self.store, self.now_s)
        self._back_off = BackOff(self.store, self.now_s)

    def add(
        self,
        id: str,
        name: str,
        passphrase: str,
        *,
        administrator: bool | None = None,
        by: str = "cli",
    ) -> bool:
        """Add a clerk, or give one a new name and passphrase, which ends their sessions.

        An administrator may everything, anybody else what who handles applications may. None
        leaves the roles as they are; the first clerk of all is an administrator.

        Returns:
            True for a new clerk, False for one who was there.

        Raises:
            PassphraseRefused, ClerkRefused: nothing was changed.
        """
        _refuse_name(name)
        refuse_passphrase(passphrase, id, name)
        salt, digest = derived(passphrase)
        with self.store.transaction() as db:
            db.execute(LOCK)
            is_new = self.name_of(id) is None
            if is_new:
                self._refuse_id(id, name)
            if administrator is None and is_new:
                administrator = not self.store.rows("select 1 from clerk limit 1")
            if administrator is not None:
                self.roles.give(db, id, [ADMINISTRATOR if administrator else HANDLER])
            if not is_new:
                end_sessions(db, id)
            db.execute(
                "insert into clerk values (?, ?, ?, ?) on conflict (id) do update set"
                " name = excluded.name, salt = excluded.salt, digest = excluded.digest",
                [id, name, salt, digest],
            )
            self._refuse_no_administrator()
            kind, word = ("clerk_added" if is_new else "clerk_changed"), self._is_one(id)
            self.write(db, kind, by, person=_person(id), administrator=word)
        return is_new

    def rename(self, id: str, name: str, *, by: str) -> None:
        """Give a clerk another name; their sessions, and what they decided, go on under it.

        Raises:
            ClerkRefused: there is none of that id, or the name is not to be seen.
        """
        _refuse_name(name)
        with self.store.transaction() as db:
            db.execute(LOCK)
            if not db.execute("update clerk set name = ? where id = ?", [name, id]).rowcount:
                raise ClerkRefused("そのIDの人はいません。")
            one = self._is_one(id)
            self.write(db, "clerk_changed", by, person=_person(id), administrator=one)

    def remove(self, id: str, *, by: str = "cli") -> str:
        """Remove a clerk and return their name: their sessions end, their decisions keep the name.

        Raises:
            ClerkRefused: there is none of that id, or it is the last administrator.
        """
        with self.store.transaction() as db:
            db.execute(LOCK)
            name = self.name_of(id)
            if name is None:
                raise ClerkRefused("そのIDの人はいません。")
            self.roles.take_all(db, id)
            self.passkeys.remove(db, id, None, utc_now().isoformat())
            db.execute("delete from clerk where id = ?", [id])
            for table in LEFT_BEHIND:
                db.execute(f"delete from {table} where clerk = ?", [id])  # noqa: S608 - ours
            self._refuse_no_administrator()
            db.execute(
                "insert into former_clerk values (?, ?, ?) on conflict (id) do update set"
                " name = excluded.name, removed_at = excluded.removed_at",
                [id, name, utc_now().isoformat()],
            )
            self.write(db, "clerk_removed", by, person=_person(id))
        return name

    def sign_in(self, id: str, passphrase: str, came: Came = NOWHERE) -> str:
        """Return a new session's cookie value.

        Takes about a tenth of a second and 32 MiB.

        Raises:
            SignInRefused: the id or the passphrase is wrong, or it was too soon.
        """
        _, salt = self.prove(id, passphrase, came)
        self._refuse_passphrase_alone(id)
        self.put("signed_in", id)
        return self.sessions.begin(id, salt)

    def prove_again(self, session: Session, passphrase: str, came: Came = NOWHERE) -> None:
        """Let a clerk prove who they are within their session.

        Raises:
            SignInRefused: the passphrase is wrong, it was too soon, or more is needed.
        """
        self.prove(session.clerk, passphrase, came)
        self._refuse_passphrase_alone(session.clerk)
        self.note_proof(session)

    def change_passphrase(self, id: str, old: str, new: str, came: Came = NOWHERE) -> None:
        """Give a clerk a passphrase that they chose; every session of theirs ends.

        Both take a moment to derive. Whoever was removed meanwhile stays removed, and a
        passphrase that an administrator gave meanwhile stays the one that counts.

        Raises:
            SignInRefused: the old one is wrong, or it was too soon.
            PassphraseRefused: nobody may have the new one.
            ClerkRefused: the clerk was removed or given another passphrase meanwhile.
        """
        name, proved = self.prove(id, old, came)
        refuse_passphrase(new, id, name)
        salt, digest = derived(new)
        with self.store.transaction() as db:
            db.execute(LOCK)
            changed = db.execute(
                "update clerk set salt = ?, digest = ? where id = ? and salt = ?",
                [salt, digest, id, proved],
            ).rowcount
            if not changed:
                raise ClerkRefused("この合言葉は、もう使えません。")
            end_sessions(db, id)
            self.write(db, "clerk_changed", id, person=_person(id), administrator=self._is_one(id))

    def all(self) -> list[tuple[str, str, list[str]]]:
        """Return id, name and the names of the roles of every clerk, by name."""
        roles, given = self.roles.all(), self.roles.given()
        return [
            (id, name, [one.name for one in roles.values() if one.id in given.get(id, ())])
            for id, name in self.store.rows("select id, name from clerk order by name, id")
        ]

    def is_administrator(self, id: str) -> bool:
        """Tell whether a clerk is an administrator."""
        return self.roles.has(id, ADMINISTRATOR)

    def session(self, cookie: str | None) -> Session | None:
        """Return the session of a cookie with the clerk's rights of now; None when there is none.

        One ends with a new passphrase and with the clerk's removal, in whichever process of
        the office that was, and one that a code began with the leave to use codes.

        Raises:
            ClerkRemoved: it was just now found that the clerk is gone; the session ended.
        """
        session = self.sessions.find(cookie)
        if session is None:
            return None
        found = self.store.rows("select salt from clerk where id = ?", session.clerk)
        if not found or bytes(found[0][0]) != session.salt:
            self.sessions.end(cookie)
            if not found:
                raise ClerkRemoved
            return None
        if session.means == MEANS and not self.leaves.is_ready(session.clerk):
            self.sessions.end(cookie)
            return None
        return replace(session, rights=self.roles.rights(session.clerk))

    def sign_out(self, cookie: str | None) -> None:
        """Forget a session; harmless when there is none."""
        clerk = self.sessions.end(cookie)
        if clerk is not None:
            self.put("signed_out", clerk)

    def end_moved(self, cookie: str | None, clerk: str, place: WorkPlace) -> None:
        """End a session of which a request came from another place, and say so in the log."""
        self.sessions.end(cookie)
        self.put("works_from", clerk, place=place.value, let="no")

    def note_proof(self, session: Session) -> None:
        """Keep, and say in the log, that a clerk proved once more who they are."""
        self.sessions.note_proof(session)
        self.put("proved_again", session.clerk)

    def prove(
        self, id: str, passphrase: str, came: Came, also: Callable[[], bool] = lambda: True
    ) -> tuple[str, bytes]:
        """Return name and salt of the clerk whose passphrase this is; a wrong one is logged.

        What is asked for *also* is asked after a right passphrase only.

        Raises:
            SignInRefused: one of the two is wrong, or it was too soon.
        """
        found = self.store.rows("select name, salt, digest from clerk where id = ?", id)
        name, salt, digest = found[0] if found else ("", bytes(16), bytes(32))
        held = bytes(salt), bytes(digest)
        self.count_try(id, came, lambda: _is_right(passphrase, *held) and bool(found) and also())
        return name, bytes(salt)

    def count_try(self, id: str, came: Came, is_right: Callable[[], bool]) -> None:
        """Ask whether what somebody brought as *id* is right; a wrong one is counted and logged.

        Raises:
            SignInRefused: it is wrong, or it was too soon, and nothing was asked.
        """
        counted = id if self.name_of(id) is not None else NOBODY
        if wait_s := self._back_off.begin(counted, came):
            raise SignInRefused(wait_s)
        if not is_right():
            tries, wait_s = self._back_off.wrong(counted, came)
            self.put("sign_in_refused", counted, tries=min(tries, COUNT[-1]))
            raise SignInRefused(wait_s)
        self._back_off.clear(counted, came)

    def refuse_elsewhere(self, id: str, came: Came) -> None:
        """Refuse who may not work from there, and say so in the log, before a code is used up.

        Raises:
            NotFromHere: the clerk's place is the office alone.
        """
        place = self.places.of(came.address)
        if not self.places.lets(id, place):
            self.put("works_from", id, place=place.value, let="no")
            raise NotFromHere

    def name_of(self, id: str) -> str | None:
        """Return a clerk's name; None where nobody has the id."""
        found = self.store.rows("select name from clerk where id = ?", id)
        return str(found[0][0]) if found else None

    def salt_of(self, id: str) -> bytes:
        """Return the salt of a clerk's passphrase, by which their sessions are known."""
        return bytes(self.store.rows("select salt from clerk where id = ?", id)[0][0])

    def _refuse_passphrase_alone(self, id: str) -> None:
        if self.leaves.is_ready(id):
            raise SignInRefused(needs="code")
        if self.passkeys.of(id):
            raise SignInRefused(needs="passkey")

    def _refuse_id(self, id: str, name: str) -> None:
        """Refuse what is no id, or somebody else had: the log would name the wrong one.

        An id from before this rule stays.
        """
        if not ID.fullmatch(id):
            raise ClerkRefused(
                "IDは、小文字のアルファベットと数字、点（.）、下線（_）、ハイフン（-）で32文字までです。"
                "はじめの1文字は、アルファベットか数字にしてください。"
            )
        found = self.store.rows("select name from former_clerk where id = ?", id)
        if found and found[0][0] != name:
            raise ClerkRefused("このIDは、前にいた人のものです。別のIDにしてください。")

    def _refuse_no_administrator(self) -> None:
        if not self.roles.are_given(ADMINISTRATOR):
            raise ClerkRefused("管理者がいなくなります。先にほかの人を管理者にしてください。")

    def put(self, kind: str, clerk: str, **detail: str | int) -> None:
        """Write an event of a clerk into the log."""
        if self.evidence is not None:
            self.evidence.put(kind, clerk=clerk, **detail)

    def write(self, db: Any, kind: str, by: str, **detail: str | int) -> None:
        """Write an event of a clerk into the log, in the transaction that gave *db*."""
        if self.evidence is not None:
            self.evidence.write(db, kind, clerk=by, **detail)

    def _is_one(self, id: str) -> str:
        return "yes" if self.is_administrator(id) else "no"


def clerk_names(store: OfficeStore) -> dict[str, str]:
    """Return the name of every clerk by id, also of those who were removed."""
    rows = store.rows("select id, name from former_clerk union all select id, name from clerk")
    return dict(rows)


def current_clerks(store: OfficeStore) -> dict[str, str]:
    """Return the name of every clerk of now by id."""
    return dict(store.rows("select id, name from clerk order by name, id"))


def _refuse_name(name: str) -> None:
    if not name.strip() or UNSEEN.search(name):
        raise ClerkRefused("名前を、目に見える文字で書いてください。")


def _person(id: str) -> str:
    return person_id(id) or ""


def _is_right(passphrase: str, salt: bytes, digest: bytes) -> bool:
    """Compare in constant time; passphrases from before were derived as they were typed."""
    one_way = normalised(passphrase)
    texts = [one_way] if one_way == passphrase else [one_way, passphrase]
    return any(hmac.compare_digest(_digest(text, salt), digest) for text in texts)


def derived(passphrase: str) -> tuple[bytes, bytes]:
    """Return a new salt, and what the passphrase becomes with it."""
    salt = secrets.token_bytes(16)
    return salt, _digest(normalised(passphrase), salt)


def _digest(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=SCRYPT_N, r=8, p=1).derive(passphrase.encode())
