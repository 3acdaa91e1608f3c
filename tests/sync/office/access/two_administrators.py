"""Three administrators with a passkey each, who agree on the recovery of a clerk."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx

from sync.office.access.roles import ADMINISTRATOR
from tests.sync.office.access.at_console import (
    OTHER,
    enter_with,
    handed_in,
    options_in,
    posted,
    register,
    signed_in,
)
from tests.sync.office.access.soft_key import SoftKey
from tests.sync.office.console.browsers import OneConsole

THREE = ("first", "second", "third")
NEW = "a-passphrase-of-the-next-morning"


@dataclass
class Administrators:
    """The three, by their keys; `lost` is a clerk who has nothing left."""

    one: OneConsole
    keys: dict[str, SoftKey]

    @asynccontextmanager
    async def at_desk(self, who: str) -> AsyncIterator[httpx.AsyncClient]:
        """Give the browser of one of them, signed in with their key."""
        async with self.one.browser() as web:
            assert (await enter_with(web, self.keys[who])).status_code == 303
            yield web

    async def agree(
        self, web: httpx.AsyncClient, who: str, clerk: str = "lost", key: SoftKey | None = None
    ) -> httpx.Response:
        """Press the one button that the page shows, with one's own key."""
        shown = (await web.get(f"/clerks/{clerk}/help")).text
        given = {"request": request_in(shown)}
        given["credential"] = (key or self.keys[who]).signed(options_in(shown))
        return await posted(web, f"/clerks/{clerk}/help/recovery", **given)

    async def both(self, clerk: str = "lost") -> str:
        """Let the first two agree; return the code that is handed over."""
        async with self.at_desk("first") as web:
            assert (await self.agree(web, "first", clerk)).status_code == 303
        async with self.at_desk("second") as web:
            return handed_in((await self.agree(web, "second", clerk)).text)


def request_in(text: str) -> str:
    """Return which request a page is about; empty where none was begun."""
    found = re.search(r'name="request" value="([0-9a-f]*)"', text)
    return found[1] if found else ""


async def three_of(one: OneConsole) -> Administrators:
    """Make the three, and the clerk who lost everything."""
    one.clerks.add("lost", "庁内 なくした人", OTHER)
    keys = {}
    for who in THREE:
        one.clerks.add(who, f"庁内 {who}", OTHER)
        with one.store.transaction() as db:
            one.clerks.roles.give(db, who, [ADMINISTRATOR])
        async with signed_in(one, who) as web:
            keys[who] = await register(web)
    return Administrators(one, keys)


async def begin_anew(
    web: httpx.AsyncClient, code: str, new: str = NEW, clerk: str = "lost"
) -> httpx.Response:
    """Send the clerk's own form."""
    given = {"clerk": clerk, "code": code, "new": new, "again": new}
    return await web.post("/sign-in/recovery", data=given)
