"""A clerk at work over HTTP: lists, opens, decides, and how long each page took."""

import random
import time
from dataclasses import dataclass, field
from html.parser import HTMLParser
from threading import Event
from typing import Final

import httpx

PAUSE_S: Final = 0.5
# As many of the newest as a clerk looks through before the list is asked for again.
OPENED_A_ROUND: Final = 4


class _Page(HTMLParser):
    """Gathers a page's links to applications, and its forms' hidden fields."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.applications: list[str] = []
        self.hidden: dict[str, str] = {}
        self.can_decide = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and given.get("href", "").startswith("/applications/"):
            self.applications.append(given["href"])
        if tag == "input" and given.get("type") == "hidden":
            self.hidden[given["name"]] = given.get("value", "")
        self.can_decide |= given.get("name") == "status" and given.get("value") == "accepted"


@dataclass
class SiegeClerk:
    """One clerk with a browser of their own; every request's time and answer is kept."""

    base: str
    id: str
    passphrase: str
    pages_s: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    decided: int = 0

    def work(self, ended: Event) -> None:
        """Sign in, then look and decide until *ended*."""
        chance = random.Random(self.id)  # noqa: S311 - which page comes next is no secret
        with httpx.Client(
            base_url=self.base, headers={"Origin": self.base}, trust_env=False, timeout=60
        ) as web:
            given = {"clerk": self.id, "passphrase": self.passphrase}
            web.post("/sign-in", data={**_Page(web.get("/sign-in").text).hidden, **given})
            while not ended.is_set():
                listed = _Page(self._get(web, "/")).applications
                for path in chance.sample(listed, min(OPENED_A_ROUND, len(listed))):
                    self._look_and_decide(web, path, chance)
                    if ended.wait(PAUSE_S):
                        return
                ended.wait(PAUSE_S)

    def _look_and_decide(self, web: httpx.Client, path: str, chance: random.Random) -> None:
        shown = _Page(self._get(web, path))
        if shown.can_decide and chance.random() < 0.3:
            self._timed(web, "POST", path, {**shown.hidden, "status": "accepted", "message": ""})
            self.decided += 1

    def _get(self, web: httpx.Client, path: str) -> str:
        return self._timed(web, "GET", path, None)

    def _timed(self, web: httpx.Client, method: str, path: str, data: dict[str, str] | None) -> str:
        begun = time.monotonic()
        answered = web.request(method, path, data=data)
        self.pages_s.append(time.monotonic() - begun)
        if answered.status_code not in (200, 303, 409):
            self.failures.append(f"{method} {answered.status_code}")
        return answered.text
