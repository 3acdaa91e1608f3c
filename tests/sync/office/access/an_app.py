"""An authenticator app in a test's hand: it reads a secret from a page and shows codes."""

import base64
import re
from dataclasses import dataclass

import httpx
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from sync.office.access.totp import DIGITS, STEP_S
from tests.sync.office.access.at_console import OTHER, handed_in, posted, signed_in
from tests.sync.office.console.browsers import Clock, OneConsole


@dataclass
class AnApp:
    """An app with one secret, and the clock of the telephone that it is on."""

    secret: str
    clock: Clock

    def code(self, steps: int = 0) -> str:
        """Return what it shows now, or showed so many steps before."""
        key = base64.b32decode(self.secret)
        shown = TOTP(key, DIGITS, SHA1(), STEP_S)  # noqa: S303 - what apps read, RFC 6238
        return shown.generate(int(self.clock.now_s) + steps * STEP_S).decode()


async def allow(one: OneConsole, clerk: str = "second", days: str = "7") -> str:
    """Have the administrator let a clerk use codes; return what is handed over."""
    async with signed_in(one) as web:
        given = await posted(web, f"/clerks/{clerk}/help/leave", days=days)
        assert given.status_code == 200
        return handed_in(given.text)


async def set_up(web: httpx.AsyncClient, one: OneConsole, handed: str) -> AnApp:
    """Bring the secret into an app; it is not confirmed yet."""
    own = {"clerk": "second", "passphrase": OTHER, "handed": handed}
    shown = await web.post("/sign-in/code/set-up", data=own)
    found = re.search(r"打ちます：<br><code>(?:<bdi>)?([A-Z2-7 ]+)", shown.text)
    assert found
    return AnApp(found[1].replace(" ", ""), one.clock)


async def confirm(web: httpx.AsyncClient, handed: str, code: str) -> httpx.Response:
    """Send the first code."""
    return await web.post(
        "/sign-in/code/confirm", data={"clerk": "second", "handed": handed, "code": code}
    )


async def enter(web: httpx.AsyncClient, code: str, passphrase: str = OTHER) -> httpx.Response:
    """Sign in with passphrase and code."""
    own = {"clerk": "second", "passphrase": passphrase, "code": code}
    return await web.post("/sign-in/code", data=own)


async def ready(one: OneConsole) -> AnApp:
    """Return an app whose codes count, with one used and the next one to come."""
    handed = await allow(one)
    async with one.browser() as web:
        app = await set_up(web, one, handed)
        assert (await confirm(web, handed, app.code())).status_code == 303
    one.clock.now_s += STEP_S
    return app
