"""A browser of a signed-in clerk on the console of an office."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from tests.sync.office.api.systems import Systems

PASSPHRASE = "demado-office-2026"


@dataclass
class Clerk:
    """A signed-in browser that sends the secret of its forms."""

    web: httpx.AsyncClient
    csrf: str

    async def send(self, path: str, **said: Any) -> httpx.Response:
        """Send a form and follow where it leads."""
        return await self.web.post(path, data={"csrf": self.csrf, **said}, follow_redirects=True)


@asynccontextmanager
async def signed_in(systems: Systems, id: str = "clerk") -> AsyncIterator[Clerk]:
    """Sign a clerk in who is an administrator, where nobody else is one yet."""
    if id not in [one for one, _, _ in systems.clerks.all()]:
        systems.clerks.add(id, "庁内 見本", PASSPHRASE)
    async with systems.web(Origin="http://localhost") as web:
        signed = await web.post("/sign-in", data={"clerk": id, "passphrase": PASSPHRASE})
        assert signed.status_code == 303
        found = re.search(r'name="csrf" value="([^"]+)"', (await web.get("/clerks")).text)
        assert found
        yield Clerk(web, found[1])
