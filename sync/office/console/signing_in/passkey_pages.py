"""Shows a clerk's passkeys, registers and removes them, and signs in with one.

The log says whose keys came, went or were copied.
"""

from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sync.office.access.passkeys import (
    ENOUGH,
    LONGEST_LABEL,
    SIGN_IN,
    PasskeyRefused,
    Passkeys,
    Site,
)
from sync.office.access.roles import LOCK
from sync.office.console.clerks import ClerkRefused, Clerks
from sync.office.console.pages import page
from sync.office.console.session import Form, SignIn, read_form
from sync.office.console.sessions import Session
from sync.office.http.gates import lets_in
from sync.wire.city import utc_now
from sync.wire.events.event_kinds import person_id

NO_SITE: Final = (
    "このアドレスではパスキーを使えません。審査画面の名前（または localhost）でひらいてください。"
)
NOT_ADDED: Final = "パスキーを登録できませんでした。もう一度試してください。"


@dataclass(frozen=True)
class PasskeyEntry:
    """What a clerk does with a passkey. Any thread of any worker may call it."""

    clerks: Clerks

    @property
    def passkeys(self) -> Passkeys:
        """The keys themselves."""
        return self.clerks.passkeys

    def sign_in(self, credential: str, site: Site) -> tuple[str, str]:
        """Return the id of the clerk whose passkey signed, and a new session's cookie value.

        Raises:
            PasskeyRefused: it proves nothing; that a copy of a key is in use is in the log.
        """
        id = self.signer(credential, SIGN_IN, site)
        found = self.clerks.store.rows("select salt from clerk where id = ?", id)
        if not found:
            raise PasskeyRefused("no clerk any more", id)
        self.clerks.put("signed_in_with", id, means="passkey")
        return id, self.clerks.sessions.begin(id, bytes(found[0][0]))

    def prove(self, session: Session, credential: str, site: Site) -> None:
        """Let a clerk prove with a passkey of theirs who they are, within their session.

        Raises:
            PasskeyRefused: it proves nothing, or is another clerk's.
        """
        if self.signer(credential, proof_of(session), site) != session.clerk:
            raise PasskeyRefused("another clerk's", session.clerk)
        self.clerks.note_proof(session)

    def add(self, session: Session, credential: str, label: str, site: Site) -> None:
        """Register a passkey of a clerk.

        Raises:
            PasskeyRefused: it proves nothing; nothing was kept.
        """
        self.passkeys.register(session.clerk, credential, label, site, utc_now().isoformat())
        self.clerks.put("passkey_added", session.clerk)

    def remove(self, clerk: str, id: str, by: str) -> None:
        """Take a passkey from a clerk, but never the last one that opens something.

        Without any, the passphrase alone would count; with none but a copied one, nothing would.

        Raises:
            ClerkRefused: it is the last one, or none of theirs.
        """
        with self.clerks.store.transaction() as db:
            db.execute(LOCK)
            if not any(one.id != id for one in self.passkeys.usable(clerk)):
                raise ClerkRefused(
                    "最後のパスキーははずせません。先に新しいものを登録してください。"
                )
            if not self.passkeys.remove(db, clerk, id, utc_now().isoformat()):
                raise ClerkRefused("そのパスキーは、もうありません。")
            self.clerks.write(db, "passkey_removed", by, person=person_id(clerk) or "")

    def signer(self, credential: str, purpose: str, site: Site) -> str:
        """Return whose passkey signed for a purpose; that one was copied is in the log.

        Raises:
            PasskeyRefused: it proves nothing.
        """
        try:
            return self.passkeys.signer(credential, purpose, site, utc_now().isoformat())
        except PasskeyRefused as refused:
            if refused.is_cloned:
                self.clerks.put("passkey_cloned", refused.clerk)
            raise


@dataclass(frozen=True)
class PasskeyPages:
    """The pages of passkeys; what a browser made of one comes in the field of a form."""

    clerks: Clerks
    sign_in: SignIn
    entry: PasskeyEntry = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "entry", PasskeyEntry(self.clerks))

    def routes(self) -> list[Route]:
        """Return the routes of the keys of one's own, and of signing in with one."""

        def shown(request: Request) -> Response:
            return self._asked(request)

        async def tried(request: Request) -> Response:
            enter = self.sign_in.if_open(self._sign_in)
            return await run_in_threadpool(enter, request, await read_form(request))

        return [
            Route("/passkeys", self.sign_in.page(self.listing, "signed_in"), methods=["GET"]),
            Route("/passkeys", self.sign_in.form(self.add, "proved"), methods=["POST"]),
            Route("/passkeys/remove", self.sign_in.form(self.remove, "proved"), methods=["POST"]),
            Route("/sign-in/passkey", lets_in("anybody", shown), methods=["GET"]),
            Route("/sign-in/passkey", lets_in("anybody", tried), methods=["POST"]),
        ]

    def listing(self, request: Request, session: Session) -> Response:
        """Show the clerk's keys, and the form for one more."""
        return self._listing(request, session)

    def add(self, request: Request, session: Session, given: Form) -> Response:
        """Register a key."""
        site, credential = site_of(request), given.get("credential", "")
        if site is None:
            return self._listing(request, session, 409, refused=NO_SITE)
        try:
            self.entry.add(session, credential, given.get("label", ""), site)
        except PasskeyRefused:
            return self._listing(request, session, 409, refused=NOT_ADDED)
        return RedirectResponse("/passkeys", 303)

    def remove(self, request: Request, session: Session, given: Form) -> Response:
        """Take a key away that was lost or is not used any more."""
        try:
            self.entry.remove(session.clerk, given.get("passkey", ""), session.clerk)
        except ClerkRefused as refused:
            return self._listing(request, session, 409, refused=str(refused))
        return RedirectResponse("/passkeys", 303)

    def _sign_in(self, request: Request, given: Form) -> Response:
        site, credential = site_of(request), given.get("credential", "")
        if site is None:
            return self._asked(request, 403)
        try:
            id, cookie = self.entry.sign_in(credential, site)
        except PasskeyRefused as refused:
            return self._asked(request, 403, is_wrong=True, is_cloned=refused.is_cloned)
        return self.sign_in.begun(request, id, cookie)

    def _asked(self, request: Request, status_code: int = 200, **said: bool) -> Response:
        notes = {"is_wrong": False, "is_cloned": False, **said}
        site = site_of(request)
        options = self.entry.passkeys.request(SIGN_IN, site) if site else ""
        return page("session/passkey.html", None, status_code=status_code, options=options, **notes)

    def _listing(
        self, request: Request, session: Session, status_code: int = 200, refused: str = ""
    ) -> Response:
        site, keys = site_of(request), self.entry.passkeys
        leave = self.clerks.leaves.of(session.clerk)
        return page(
            "clerks/passkeys.html", session, status_code=status_code,
            passkeys=keys.of(session.clerk), refused=refused, enough=ENOUGH,
            until=leave.until.isoformat() if leave else "",
            working=len(keys.usable(session.clerk)),
            are_demanded=keys.are_demanded, longest=LONGEST_LABEL,
            options=keys.creation(session.clerk, session.name, site) if site else "",
        )  # fmt: skip


def proof_of(session: Session) -> str:
    """Return what a challenge is made for that proves who a clerk is within their session."""
    return f"prove {session.clerk}"


def site_of(request: Request) -> Site | None:
    """Return where the console is opened; None where no browser gives passkeys.

    That is a name under TLS, or localhost: a number is no name, and neither is 127.0.0.1. The
    name is one of the console's own, see its host check.
    """
    name, scheme = request.url.hostname or "", request.url.scheme
    if not name or _is_number(name) or (scheme != "https" and name != "localhost"):
        return None
    return Site(name, f"{scheme}://{request.headers.get('host', '')}")


def _is_number(name: str) -> bool:
    try:
        return bool(ip_address(name.strip("[]")))
    except ValueError:
        return False
