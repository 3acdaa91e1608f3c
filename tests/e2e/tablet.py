"""Drives the tablet in a real Chromium by what a person sees and hears of it."""

import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Response, expect

from tests.e2e.hang_watch import refuse_standstill, watched

SCREENS = Path(__file__).resolve().parent / "screens"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
CAMERA_FLAGS = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
PORTRAIT, LANDSCAPE = (800, 1280), (1280, 800)
SEE_WITHIN_MS = 30_000
TURNED_MS = 500  # until a page that was turned is drawn
UNSEEN = (
    0.25  # pixels for one of the page where nobody looks: drawing them is a machine's main work
)
SCREENSHOT_MS = 90_000  # a busy machine draws two sizes slowly
SAID = "() => document.querySelector('flt-semantics-host')?.innerText"
# The stock web client asks for this script at its start; the tablet's policy refuses it.
REFUSED_SCRIPT = "rive_native.js"


@dataclass
class Tablet:
    """One browser window; everything that it asked for is kept."""

    page: Page
    prefix: str
    requests: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    shots: int = 0

    def open(self, address: str) -> None:
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("response", self._look)
        self.page.on("console", self._hear)
        self.page.goto(address)
        self.read_aloud()

    def read_aloud(self) -> None:
        """Ask the page for what a screen reader needs, once it is there."""
        self.page.wait_for_selector("flt-semantics-placeholder", state="attached")
        self.page.evaluate("document.querySelector('flt-semantics-placeholder').click()")

    def _look(self, response: Response) -> None:
        if response.status >= 400:
            self.troubles.append(response.url)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" and REFUSED_SCRIPT not in message.text:
            self.troubles.append(message.text)

    def sees(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.locator("flt-semantics-host")).to_contain_text(text, timeout=SEE_WITHIN_MS)

    def turns_from(self, text: str) -> None:
        """Wait until the page says something else than *text*."""
        host = self.page.locator("flt-semantics-host")
        expect(host).not_to_have_text(text, timeout=SEE_WITHIN_MS, use_inner_text=True)

    def press(self, name: str | re.Pattern[str], *, nth: int = 0, exact: bool = False) -> None:
        """Press the *nth* button that is called *name*, or has it in its name; -1 is the last."""
        button = self.page.get_by_role("button", name=name, exact=exact).nth(nth)
        button.wait_for(timeout=SEE_WITHIN_MS)
        self.page.wait_for_timeout(450)  # a page is deaf until it can have been read
        button.click()
        self.page.wait_for_timeout(250)

    def type(self, text: str, nth: int = 0) -> None:
        """Type into the *nth* field of the page, over what stands there."""
        self.page.locator("input, textarea").nth(nth).click()
        self.page.wait_for_timeout(300)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text, delay=30)
        self.page.wait_for_timeout(300)

    def keys(self, digits: str) -> None:
        for digit in digits:
            self.page.get_by_role("button", name=digit, exact=True).first.click()
            self.page.wait_for_timeout(60)

    def paper(self, name: str) -> bytes:
        """Press a button that opens a paper in a new tab, and return the paper."""
        with self.page.expect_popup() as opened:
            self.press(name)
        url = opened.value.url
        opened.value.close()
        content = self.page.request.get(url).body()
        assert content.startswith(b"%PDF")
        return content

    def text(self) -> str:
        return self.page.locator("flt-semantics-host").inner_text()

    def picture(self, name: str) -> None:
        """Keep the screen in both orientations; not with ``DEMADO_PICTURES=no``: nobody looks."""
        if not is_looked_at():
            self.shots += 1
            return
        SCREENS.mkdir(exist_ok=True)
        for kind, (width, height) in (("portrait", PORTRAIT), ("landscape", LANDSCAPE)):
            self.page.set_viewport_size({"width": width, "height": height})
            self.page.wait_for_timeout(TURNED_MS)
            path = SCREENS / f"{self.prefix}-{self.shots:02d}-{name}-{kind}.png"
            self.page.screenshot(path=path, timeout=SCREENSHOT_MS)
        self.page.set_viewport_size({"width": PORTRAIT[0], "height": PORTRAIT[1]})
        self.page.wait_for_timeout(TURNED_MS)
        self.shots += 1

    def stayed_at_home(self) -> None:
        """Nothing but this machine was asked, nothing was missing, nothing went wrong."""
        away = [
            url
            for url in self.requests
            if not url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:"))
            and REFUSED_SCRIPT not in url
        ]
        assert away == []
        assert self.troubles == []


@contextmanager
def chromium(playwright: Playwright, camera: Path | None = None) -> Iterator[Browser]:
    """Start Chromium; *camera* is a film (MJPEG) that stands for what its camera sees."""
    mark = f"--demado-test={secrets.token_hex(8)}"  # no option of Chromium's; it tells ours apart
    flags = [*FLAGS, *(CAMERA_FLAGS if camera else ()), mark]
    if camera:
        flags.append(f"--use-file-for-fake-video-capture={camera}")
    browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=flags)
    try:
        with watched(mark):
            yield browser
    finally:
        browser.close()


def is_looked_at() -> bool:
    """Tell whether pictures of the pages are kept; not with ``DEMADO_PICTURES=no``."""
    return os.environ.get("DEMADO_PICTURES") != "no"


@contextmanager
def new_tablet(browser: Browser, address: str, prefix: str) -> Iterator[Tablet]:
    """Open a window of its own; it is closed at the end, whatever happened."""
    width, height = PORTRAIT
    scale = 1.0 if is_looked_at() else UNSEEN
    context = browser.new_context(
        viewport={"width": width, "height": height}, device_scale_factor=scale
    )
    tablet = Tablet(context.new_page(), prefix)
    try:
        tablet.open(address)
        yield tablet
    except Exception as error:
        refuse_standstill(tablet.page, error)
        error.add_note(f"the page said: {tablet.page.evaluate(SAID)}")
        raise
    finally:
        context.close()
