"""A console whose city has a provider, and browsers that go there and come back."""

import re
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx

from sync.office.oidc.kept_settings import KeptProvider, KeptSettings
from tests.sync.office.console.browsers import OneConsole
from tests.sync.office.oidc.provider import SECRET, IdentityProvider, settings_of


@dataclass
class ProviderCity:
    """A console whose city has a provider, and a clerk ``mori`` of no group yet."""

    one: OneConsole
    idp: IdentityProvider

    def say(self, **more: Any) -> None:
        """Set the provider's settings anew."""
        said = settings_of(self.idp, **more)
        with self.one.store.transaction() as db:
            KeptSettings(self.one.store).put(db, KeptProvider(said, SECRET))

    async def travel(
        self, web: httpx.AsyncClient, path: str = "/sign-in/provider", **change: str
    ) -> httpx.Response:
        """Go to the provider and back as a browser does; *change* is what it brings instead."""
        begun = await web.get(path)
        if begun.status_code != 303:
            return begun
        asked = dict(parse_qsl(urlsplit(begun.headers["location"]).query))
        brought = dict(parse_qsl(urlsplit(self.idp.authorize(asked)).query))
        return await self.arrive(web, {**brought, **change})

    async def arrive(self, web: httpx.AsyncClient, brought: dict[str, str]) -> httpx.Response:
        page = await web.get("/sign-in/provider/back", params=brought)
        found = re.search(r'content="0;url=([^"]+)"', page.text)
        assert found
        return await web.get(unescape(found[1]))

    def kinds(self) -> list[str]:
        return [kind for kind, _ in self.one.said()]
