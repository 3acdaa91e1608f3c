"""What the app costs over Flet's own floor: cold start and the next screen, in Chromium."""

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from build.ports import free_port
from build.sample_city import first_start
from build.sample_city.layout import Layout
from build.sample_city.people import STAFF
from build.sample_city.programs import Running, is_listening
from tests.bench.clock import Row
from tests.e2e.tablet import Tablet, chromium, new_tablet

STARTS, TURNS = 5, 20
FLOOR = """
import flet as ft, uvicorn

def main(page):
    count = ft.Text("count 0")
    def add(_):
        count.value = f"count {int(count.value.split()[1]) + 1}"
    page.add(count, ft.Button("add", on_click=add))

uvicorn.run(ft.run(main, export_asgi_app=True, no_cdn=True), host="127.0.0.1", port=%d,
            log_level="error")
"""
# Presses a button and waits, frame by frame, until the page says something.
TURN = """
async ([button, text]) => {
  const host = document.querySelector("flt-semantics-host");
  const start = performance.now();
  button.click();
  while (!host.innerText.includes(text)) {
    if (performance.now() - start > 15000) throw new Error(`never painted: ${text}`);
    await new Promise(requestAnimationFrame);
  }
  return performance.now() - start;
}
"""


def rows(folder: Path) -> list[Row]:
    """Measure the floor and the app in turn."""
    layout = Layout(folder / "data", free_port(3))
    with Running(layout) as running, sync_playwright() as playwright:
        first_start.prepare(layout, running)
        with chromium(playwright) as browser:
            starts: dict[str, list[float]] = {"floor": [], "app": []}
            for _ in range(STARTS):
                begin = time.perf_counter()
                with floor_app(layout.ports["office"]) as url, bench(browser, url) as tablet:
                    tablet.sees("count 0")
                    starts["floor"].append(time.perf_counter() - begin)
                begin = time.perf_counter()
                address = running.start_tablet(real_reader=False)
                with bench(browser, address) as tablet:
                    tablet.sees("お名前をえらんでください")
                    starts["app"].append(time.perf_counter() - begin)
                running.stop("tablet")
            with floor_app(layout.ports["office"]) as url, bench(browser, url) as tablet:
                tablet.sees("count 0")
                floor = [turn(tablet.page, "add", f"count {n + 1}") for n in range(TURNS)]
            address = running.start_tablet(real_reader=False)
            with bench(browser, address) as tablet:
                screens, answers = turns(tablet)
    start, least = statistics.median(starts["app"]), statistics.median(starts["floor"])
    still = statistics.median(floor)
    return [
        ("cold start, an empty Flet app", f"{least:.2f} s", "1.00"),
        ("cold start to the sign-in", f"{start:.2f} s", f"{start / least:.2f} × empty; 1.5"),
        ("press → painted, a counter app", f"{still:.0f} ms", "floor"),
        row("press → next screen painted", screens, still),
        row("answer → saved → next question painted", answers, still),
    ]


def bench(browser: Browser, url: str) -> AbstractContextManager[Tablet]:
    return new_tablet(browser, url, "bench")


def row(name: str, times: list[float], floor: float) -> Row:
    middle = statistics.median(times)
    return (name, f"{middle:.0f} ms", f"{middle - floor:+.0f} ms over the floor; budget 100")


def turns(tablet: Tablet) -> tuple[list[float], list[float]]:
    """Turn between two staff pages, and between two pages of the longest form."""
    page = tablet.page
    tablet.press(STAFF[0].name)
    tablet.type(STAFF[0].passphrase)
    tablet.press("サインイン", exact=True)
    tablet.sees("あたらしい方")
    screens = []
    for _ in range(TURNS // 2):
        screens.append(turn(page, "番号でしらべる", "QRコードを読む"))
        screens.append(turn(page, "もどる", "あたらしい方"))
    tablet.press("あたらしい方")
    tablet.press("聞きとりだけ")
    tablet.press("ご本人")
    tablet.press("手続きをえらぶ", exact=True)
    tablet.press("要介護・要支援認定")
    tablet.press("はじめる", exact=True)
    tablet.press("ご本人が操作する")
    answers = []
    tablet.sees("どなたの認定を申請しますか")
    tablet.press("昭和")
    for place, text in enumerate(("見本", "速子", "ミホン　ハヤコ", "20", "4", "3")):
        tablet.type(text, place)
    tablet.press("つぎへ")
    tablet.sees("電話番号")
    for _ in range(TURNS // 2):
        tablet.press("もどる")
        tablet.sees("生年月日")
        answers.append(turn(page, "つぎへ", "電話番号"))
    return screens, answers


def turn(page: Page, name: str, text: str) -> float:
    """Return the milliseconds from pressing *name* until the page says *text*."""
    button = page.get_by_role("button", name=name).first
    button.wait_for()
    page.wait_for_timeout(450)  # the press before has come to rest
    return float(page.evaluate(TURN, [button.element_handle(), text]))


@contextmanager
def floor_app(port: int) -> Iterator[str]:
    """An app of one text and one button, in a process of its own."""
    with subprocess.Popen([sys.executable, "-c", FLOOR % port]) as process:
        try:
            while not is_listening(port):
                time.sleep(0.02)
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.terminate()
