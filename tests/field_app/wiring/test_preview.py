"""A preview shows an author's own definition in the real app, for practice, and sends nothing."""

import asyncio
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, sync_playwright

from build.ports import free_port
from field_app.authors.drafts.draft import write_draft
from field_app.authors.drafts.new import new_draft
from field_app.document.inputs import Actor
from field_app.flow.app import App
from field_app.procedure.definition.filer import ActorKind
from field_app.procedure.definition.provenance import Source
from field_app.served.hand_out import HandOutStore
from field_app.state.screen import Screen
from field_app.wiring.options import TabletOptions
from field_app.wiring.preview import PASSPHRASE, STAFF, make_tablet
from field_app.wiring.wiring import services
from tests.e2e.hang_watch import GONE
from tests.e2e.tablet import chromium, new_tablet
from tests.field_app.flow.walk import answer_all
from tests.vectors import TODAY

TITLE = "駐輪場の利用"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """What an author has: one new definition, no city of its own."""
    write_draft(tmp_path / "content", new_draft("bicycle", TITLE, TODAY))
    return tmp_path / "content"


def test_what_is_filed_in_a_preview_is_for_practice_and_stays(
    content: Path, tmp_path: Path
) -> None:
    data = tmp_path / "tablet"
    data.mkdir()
    make_tablet(data, content)
    with services(TabletOptions(data, data / "cards", content=content), HandOutStore()) as parts:
        assert parts.is_practice
        asyncio.run(visit(App.open(parts, lambda _: None)))
        status = parts.courier.run_once()
        assert not status.is_answered
        assert [one.state for one in parts.outbox.items()] == ["sealed"]


async def visit(app: App) -> None:
    await app.staff.sign_in(STAFF, PASSPHRASE)
    await app.visits.begin()
    assert app.state.visit is not None
    assert [one.id for one in app.state.visit.edition.catalogue.procedures] == ["bicycle"]
    assert app.words("p.bicycle.l_title") == TITLE
    await app.identity.accept_interview()
    await app.identity.came(Actor(ActorKind.SELF))
    await app.visits.choose(("bicycle",))
    await app.filing.start(Source.RESIDENT)
    await answer_all(app, {"name": "見本　花子", "reason": "はじめて使う"})
    await app.confirm.confirm_spoken(PASSPHRASE)
    assert app.state.problem is None
    assert app.state.screen is Screen.SEALED


@pytest.fixture
def playing() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


def until_it_listens(port: int) -> None:
    """Wait until somebody takes connections at *port*; the address is told a moment before."""
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("nobody listens")


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.flaky(reruns=1, only_rerun=GONE)
def test_the_command_opens_the_real_screens_in_a_browser(
    content: Path, playing: Playwright
) -> None:
    command = [sys.executable, "-m", "field_app.authors", "preview", "--content", str(content)]
    port = free_port()
    with subprocess.Popen(
        [*command, "--port", str(port)], stdout=subprocess.PIPE, text=True
    ) as running:
        try:
            assert running.stdout is not None
            address = next(line.strip() for line in running.stdout if line.startswith("http://"))
            until_it_listens(port)
            with chromium(playing) as browser, new_tablet(browser, address, "preview") as tablet:
                tablet.sees("お名前をえらんでください")
                tablet.type(PASSPHRASE)
                tablet.press("サインイン", exact=True)
                tablet.sees("あたらしい方")
                tablet.press("あたらしい方")
                tablet.sees(re.compile("練習"))
                tablet.picture("visit")
                tablet.stayed_at_home()
        finally:
            running.terminate()
