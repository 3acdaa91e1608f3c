"""Asks a clerk once more who they are, before what a stolen session must not be enough for."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sync.office.access.passkeys import PasskeyRefused
from sync.office.access.totp import MEANS
from sync.office.console.clerks import Clerks, SignInRefused
from sync.office.console.pages import page
from sync.office.console.session import Form, SignIn, came_from
from sync.office.console.sessions import Session
from sync.office.console.signing_in.code_entry import CodeEntry
from sync.office.console.signing_in.passkey_pages import PasskeyEntry, proof_of, site_of
from sync.office.oidc.sessions import AT_PROVIDER, WITH_SECOND

# Our own paths, and no address of another site: neither //, nor a scheme, nor a backslash.
OWN_PATH: Final = re.compile(r"/(?!/)[A-Za-z0-9/._-]*")


@dataclass(frozen=True)
class ProofPages:
    """The page that asks for a proof, and leads back to where it was needed."""

    clerks: Clerks

    def routes(self, sign_in: SignIn) -> list[Route]:
        """Return the routes of the page and its form."""
        prove = sign_in.form(self.prove, "begun", is_costly=True)
        return [
            Route("/prove", sign_in.page(self.ask, "begun"), methods=["GET"]),
            Route("/prove", prove, methods=["POST"]),
        ]

    def ask(self, request: Request, session: Session) -> Response:
        """Show the form: for a passkey where the clerk has one, or else for the passphrase."""
        return self._asked(request, session, own_path(request.query_params.get("to", "")))

    def prove(self, request: Request, session: Session, given: Form) -> Response:
        """Check passkey or passphrase; lead on, or say what is wrong."""
        to, site = own_path(given.get("to", "")), site_of(request)
        try:
            if site and given.get("credential"):
                PasskeyEntry(self.clerks).prove(session, given["credential"], site)
            else:
                self._by_passphrase(request, session, given)
        except PasskeyRefused:
            return self._asked(request, session, to, 403, is_wrong=True)
        except SignInRefused as refused:
            return self._asked(request, session, to, 403, is_wrong=True, wait_s=refused.wait_s)
        return RedirectResponse(to, 303)

    def _by_passphrase(self, request: Request, session: Session, given: Form) -> None:
        came, passphrase = came_from(request, self.clerks, session.clerk), given.get("passphrase")
        if session.means == MEANS:
            code = given.get("code", "")
            CodeEntry(self.clerks).prove(session, passphrase or "", code, came)
        else:
            self.clerks.prove_again(session, passphrase or "", came)

    def _asked(
        self, request: Request, session: Session, to: str, status_code: int = 200, **said: object
    ) -> Response:
        keys, site = self.clerks.passkeys, site_of(request)
        by_code = session.means == MEANS
        has_keys = bool(keys.of(session.clerk)) and not by_code
        options = keys.request(proof_of(session), site) if site and has_keys else ""
        values = {"is_wrong": False, "wait_s": 0, "has_keys": has_keys, "options": options, **said}
        values |= {"by_code": by_code, "at_provider": may_prove_there(self.clerks, session)}
        return page("session/prove.html", session, status_code=status_code, to=to, **values)


def to_proof(request: Request, _: Exception) -> Response:
    """Lead to the page that asks for a proof, and from there back.

    A page is shown again; a form is to be filled in again, on the page that it stood on.
    """
    came = request.url.path
    if request.method != "GET":
        came = urlsplit(request.headers.get("referer", "")).path
    return RedirectResponse(f"/prove?to={own_path(came)}", 303)


def own_path(text: str) -> str:
    """Return a path of ours, or that of the first page for anything else."""
    return text if OWN_PATH.fullmatch(text) else "/"


def may_prove_there(clerks: Clerks, session: Session) -> bool:
    """Tell whether a clerk may prove at the provider who they are, instead of here."""
    if session.means == WITH_SECOND:
        return True
    return session.means == AT_PROVIDER and not clerks.passkeys.of(session.clerk)
