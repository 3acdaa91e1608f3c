"""A clerk in Chromium with virtual authenticators, at a console that is really served."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx
import uvicorn
from playwright.sync_api import Page

from build.ports import free_port
from sync.office.authoring.published import Publisher
from tests.sync.city import running
from tests.sync.office.console.browsers import PASSPHRASE, SIGNED_IN, OneConsole
from tests.sync.office.looking import give_passphrase

FONTS = Path(__file__).resolve().parents[4] / "assets" / "fonts"
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@dataclass
class Served:
    """A console on 127.0.0.1, which browsers reach as localhost."""

    one: OneConsole
    port: int

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    def web(self) -> httpx.Client:
        """Return a client that says what a browser on the console's own page says."""
        headers = {"Origin": self.address}
        return httpx.Client(base_url=self.address, headers=headers, trust_env=False, timeout=60)


@contextmanager
def served(folder: Path, publisher: Publisher | None = None) -> Iterator[Served]:
    """Serve a console with one clerk, who is an administrator."""
    one, port = OneConsole(folder, publisher=publisher), free_port()
    console = replace(one.console, fonts=FONTS)
    config = uvicorn.Config(console.app(), host="127.0.0.1", port=port, log_level="critical")
    with running(uvicorn.Server(config)):
        yield Served(one, port)
    one.store.close()


@dataclass
class AtDesk:
    """One browser window and the keys that it sees."""

    page: Page
    console: Served
    sent: list[dict[str, str]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.tools = self.page.context.new_cdp_session(self.page)
        self.tools.send("WebAuthn.enable", {"enableUI": False})
        self.page.on("request", self._note)

    def _note(self, request: Any) -> None:
        if request.method == "POST":
            given = parse_qs(request.post_data or "")
            self.sent.append({name: values[0] for name, values in given.items()})

    def plug_in(self, **other: Any) -> str:
        """Plug a new key in; the ones before lie beside it and are not touched."""
        for key in self.keys:
            self.say("setAutomaticPresenceSimulation", key, enabled=False)
        made = self.tools.send("WebAuthn.addVirtualAuthenticator", {"options": {**KEY, **other}})
        self.keys.append(str(made["authenticatorId"]))
        return self.keys[-1]

    def say(self, what: str, key: str, **values: Any) -> Any:
        """Give an order to a key."""
        return self.tools.send(f"WebAuthn.{what}", {"authenticatorId": key, **values})

    def go(self, path: str) -> None:
        self.page.goto(self.console.address + path)

    def sign_in_with_passphrase(self) -> None:
        give_passphrase(self.page, self.console.address, SIGNED_IN["clerk"], PASSPHRASE)

    def register(self, label: str) -> None:
        self.go("/passkeys")
        self.page.get_by_label("名前").fill(label)
        self.page.get_by_role("button", name="登録する").click()

    def sign_out(self) -> None:
        self.page.get_by_role("button", name="サインアウト").click()
        self.page.wait_for_url("**/sign-in")

    def sign_in_with_key(self) -> None:
        self.go("/sign-in/passkey")
        self.page.get_by_role("button", name="パスキーでサインイン").click()

    def enter_with_key(self) -> None:
        """Sign in and wait until the browser is there: a click on the way would end the way."""
        self.sign_in_with_key()
        self.page.wait_for_url(lambda url: "/sign-in" not in url)

    @property
    def credential(self) -> dict[str, Any]:
        """What the key made last, as the browser sent it."""
        found: dict[str, Any] = json.loads(self.sent[-1]["credential"])
        return found
