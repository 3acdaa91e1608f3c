"""The clerk, through the console's own pages."""

import re
import time

import httpx
from playwright.sync_api import Browser, Page, expect

from build.sample_city.people import CLERK
from tests.e2e.conftest import Counter
from tests.e2e.tablet import LANDSCAPE, SCREENS

WITHIN_S = 60.0


class Office:
    """One signed-in clerk."""

    def __init__(self, city: Counter) -> None:
        self.web = httpx.Client(
            base_url=city.layout.office_url,
            headers={"Origin": city.layout.office_url.rstrip("/")},
            follow_redirects=True,
            trust_env=False,
        )
        self.web.post("/sign-in", data={"clerk": CLERK.id, "passphrase": CLERK.passphrase})

    def find(self, number: str) -> str:
        """Wait for an application and return its page's path; it must be there once."""
        shown = "-".join((number[:4], number[4:8], number[8:]))
        end = time.monotonic() + WITHIN_S
        csrf = self._value("csrf", "/devices")
        while shown not in (listing := self._search(csrf, number)):
            assert time.monotonic() < end, "the application did not reach the office"
            time.sleep(0.5)
        rows = [row for row in listing.split("<tr data-row>")[1:] if shown in row]
        assert len(rows) == 1
        found = re.search(r'href="(/applications/[0-9a-f]+)"', rows[0])
        assert found
        return found[1]

    def _search(self, csrf: str, text: str) -> str:
        return self.web.post("/", data={"csrf": csrf, "q": text}).text

    def _value(self, name: str, path: str) -> str:
        found = re.search(rf'name="{name}" value="([^"]+)"', self.web.get(path).text)
        assert found
        return found[1]

    def checked(self, number: str) -> str:
        """Return an application's page once its signature was checked."""
        path, end = self.find(number), time.monotonic() + WITHIN_S
        while 'data-signature="waiting"' in (shown := self.web.get(path).text):
            assert time.monotonic() < end, "the signature was not checked"
            time.sleep(0.2)
        return shown

    def enrolment_text(self) -> str:
        """Have a QR made for a new tablet, and return what it says."""
        page = self._press("/devices/code", {})
        found = re.search(r"<textarea[^>]*>([^<]+)</textarea>", page)
        assert found
        return found[1]

    def fingerprint_of(self, name: str) -> str:
        """Return what the console shows for a tablet, once it has heard of it."""
        return self._tablet(name)[1]

    def approve(self, name: str) -> None:
        """Let a tablet send."""
        device = self._tablet(name)[0]
        shown = self.web.get("/devices").text
        seen = re.search(
            rf'value="{device}"><input type="hidden" name="seen" value="([^"]*)"', shown
        )
        assert seen
        self._press("/devices", {"device": device, "order": "approve", "seen": seen[1]})

    def _tablet(self, name: str) -> tuple[str, str]:
        row = re.compile(
            rf"<tr><td><bdi>{name}</bdi>.*?<bdi>([0-9a-f]+)</bdi></td>.*?<code>([^<]+)</code>",
            re.DOTALL,
        )
        end = time.monotonic() + WITHIN_S
        while not (found := row.search(self.web.get("/devices").text)):
            assert time.monotonic() < end, "the office did not hear of the tablet"
            time.sleep(0.5)
        return found[1], found[2]

    def _press(self, path: str, given: dict[str, str]) -> str:
        answer = self.web.post(path, data={"csrf": self._value("csrf", "/devices"), **given})
        assert answer.status_code == 200
        return answer.text

    def decide(self, path: str, status: str, message: str) -> None:
        given = {name: self._value(name, path) for name in ("csrf", "seen")}
        given |= {"status": status, "message": message}
        assert self.web.post(path, data=given).status_code == 200


def decide_by_keyboard(browser: Browser, city: Counter, number: str) -> None:
    """Find one application and accept it without touching the mouse."""
    context = browser.new_context(viewport={"width": LANDSCAPE[0], "height": LANDSCAPE[1]})
    page, asked, troubles = context.new_page(), [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("response", lambda got: troubles.append(got.url) if got.status >= 400 else None)
    page.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
    page.goto(city.layout.office_url)
    keep(page, "sign-in")
    page.keyboard.type(CLERK.id)
    page.keyboard.press("Tab")
    page.keyboard.type(CLERK.passphrase)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="届いた申請")).to_be_visible()
    keep(page, "list")
    page.keyboard.press("/")
    page.keyboard.type(number)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="すべて出す")).to_be_visible()
    expect(page.locator("[data-row]")).to_have_count(1)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="署名と証明書")).to_be_visible()
    keep(page, "application")
    page.emulate_media(media="print")
    keep(page, "application-on-paper")
    page.emulate_media(media="screen")
    address = page.url
    page.keyboard.press("a")
    expect(page.get_by_text("端末へ知らせが行き、取り消せません").first).to_be_visible()
    keep(page, "second-look")
    page.keyboard.press("Enter")
    decided(page, address, "受理")
    keep(page, "accepted")
    refrain_from_wiping(page)
    context.close()
    assert [url for url in asked if not url.startswith(("http://127.0.0.1:", "data:"))] == []
    assert troubles == []


def decided(page: Page, address: str, word: str) -> None:
    """Wait for the answer to a decision, which opens the next one, and see what was decided."""
    expect(page.locator("[data-done], h1 .pill.accepted, h1 .pill.returned").first).to_be_visible()
    page.goto(address)
    expect(page.locator("h1 .pill")).to_have_text(word)


def refrain_from_wiping(page: Page) -> None:
    """Press what cannot be undone, and say no when asked again: nothing happens."""
    page.get_by_role("link", name="端末").click()
    page.get_by_role("button", name="失効して消去").first.click()
    expect(page.locator(".second-look")).to_contain_text("元に戻せません")
    page.get_by_role("button", name="やめる").click()
    expect(page.locator(".second-look")).to_have_count(0)
    page.reload()
    expect(page.get_by_role("button", name="失効して消去").first).to_be_visible()
    expect(page.locator("table")).not_to_contain_text("消去を指示")
    keep(page, "tablets")


def keep(page: Page, name: str) -> None:
    """Keep a picture of the console's page, whole."""
    SCREENS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENS / f"office-{name}.png", full_page=True)
