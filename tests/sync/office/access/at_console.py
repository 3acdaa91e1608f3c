"""What a clerk does at a console that is not served: forms of pages, and keys of their own."""

import html
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import httpx

from sync.office.store.columns import ColumnCipher, ColumnKeys, new_column_key
from tests.sync.office.access.soft_key import SoftKey
from tests.sync.office.console.browsers import SIGNED_IN, OneConsole, csrf_at

OTHER = "another-passphrase-of-ours"


def worker(one: OneConsole) -> OneConsole:
    """Return one more worker on the same database; a restarted one is no other."""
    return replace(one, database=one.database, folder=one.folder)


def options_in(text: str) -> str:
    """Return what a page asks a passkey for."""
    found = re.search(r'data-options="([^"]+)"', text)
    assert found
    return html.unescape(found[1])


@asynccontextmanager
async def signed_in(one: OneConsole, clerk: str = "clerk") -> AsyncIterator[httpx.AsyncClient]:
    """Give the browser of a clerk who signed in with their passphrase."""
    given = SIGNED_IN if clerk == "clerk" else {"clerk": clerk, "passphrase": OTHER}
    async with one.browser() as web:
        assert (await web.post("/sign-in", data=given)).status_code == 303
        yield web


async def register(web: httpx.AsyncClient) -> SoftKey:
    """Register one more passkey of who is signed in, and return it."""
    key = SoftKey()
    shown = await web.get("/passkeys")
    given = {"credential": key.made(options_in(shown.text)), "label": "鍵"}
    secret = await csrf_at(web, "/passkeys")
    assert (await web.post("/passkeys", data={**given, "csrf": secret})).status_code == 303
    return key


async def enter_with(web: httpx.AsyncClient, key: SoftKey) -> httpx.Response:
    """Sign in with a passkey; return the answer."""
    options = options_in((await web.get("/sign-in/passkey")).text)
    return await web.post("/sign-in/passkey", data={"credential": key.signed(options)})


async def posted(web: httpx.AsyncClient, path: str, **given: str) -> httpx.Response:
    """Send a form of a page as who is signed in."""
    return await web.post(path, data={"csrf": await csrf_at(web, "/clerks"), **given})


def seal_columns(*consoles: OneConsole) -> None:
    """Give the workers of one office the key of its sealed columns, as `serve` does."""
    id, key = new_column_key()
    for one in consoles:
        one.store.cipher = ColumnCipher(lambda _: ColumnKeys({id: key}, id))
        one.clerks.store.cipher = one.store.cipher


def handed_in(text: str) -> str:
    """Return the code that a page shows to be handed over."""
    found = re.search(r"<code data-handed>(?:<bdi>)?([A-Z2-9-]+)", text)
    assert found
    return found[1]
