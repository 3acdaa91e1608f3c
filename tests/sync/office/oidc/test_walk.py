"""A clerk in Chromium, to the provider and back: strict cookies, our own policy, and axe."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from sync.office.oidc.kept_settings import KeptProvider, KeptSettings
from tests.e2e.tablet import chromium
from tests.sync.office.access.authenticator import Served, served
from tests.sync.office.console.browsers import PASSPHRASE
from tests.sync.office.oidc.provider import SECRET, IdentityProvider, settings_of

pytestmark = pytest.mark.browser

SIGN_IN = "市の認証でサインインする"


@dataclass
class ProviderWalk:
    """One browser window, the console and the provider that it goes to."""

    page: Page
    console: Served
    idp: IdentityProvider

    def sign_in(self) -> None:
        self.page.goto(f"{self.console.address}/sign-in")
        self.page.get_by_role("link", name=SIGN_IN).click()
        self.page.get_by_role("button", name="この人としてサインイン").click()

    def is_accessible(self) -> None:
        """Check what is shown at 1280 and 320 pixels: nothing runs out of the page."""
        for width in (1280, 320):
            self.page.set_viewport_size({"width": width, "height": 800})
            found = Axe().run(self.page).response["violations"]
            assert [one["id"] for one in found] == []
            wide = self.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, self.page.url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as started, chromium(started) as made:
        yield made


@pytest.fixture
def walk(
    browser: Browser, idp: IdentityProvider, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ProviderWalk]:
    with served(tmp_path_factory.mktemp("office")) as console:
        console.one.clerks.add("mori", "森 見本", PASSPHRASE)
        idp.now_s, idp.is_asking = console.one.clock, True
        idp.person["employee_id"] = "mori"
        settings = settings_of(idp, link_claim="employee_id")
        with console.one.store.transaction() as db:
            KeptSettings(console.one.store).put(db, KeptProvider(settings, SECRET))
        context = browser.new_context()
        yield ProviderWalk(context.new_page(), console, idp)
        context.close()


def test_there_and_back_with_a_proof_and_out(walk: ProviderWalk) -> None:
    walk.page.goto(f"{walk.console.address}/sign-in")
    walk.is_accessible()
    walk.sign_in()
    expect(walk.page.get_by_role("heading", name="届いた申請")).to_be_visible()
    assert walk.page.url == f"{walk.console.address}/"  # neither code nor state stays
    cookies = walk.page.context.cookies()
    ours = [one for one in cookies if one["name"].startswith("demado")]
    assert ours
    assert all(one["sameSite"] == "Strict" and one["httpOnly"] for one in ours)
    walk.page.goto(f"{walk.console.address}/prove?to=/passkeys")
    walk.is_accessible()
    walk.page.get_by_role("link", name="市の認証で確かめる").click()
    walk.page.get_by_role("button", name="この人としてサインイン").click()
    expect(walk.page.get_by_role("heading", name="自分のパスキー")).to_be_visible()
    walk.page.get_by_role("button", name="サインアウト").click()
    expect(walk.page.get_by_text("サインアウトしました")).to_be_visible()
    walk.page.wait_for_url(f"{walk.idp.issuer}/end**")
    walk.page.goto(walk.console.address)
    expect(walk.page.get_by_role("link", name=SIGN_IN)).to_be_visible()


def test_who_is_unknown_reads_a_code(walk: ProviderWalk) -> None:
    walk.idp.person["employee_id"] = "nobody"
    walk.sign_in()
    expect(walk.page.get_by_text("管理者に、次のコードを伝えて")).to_be_visible()
    walk.is_accessible()


def test_a_provider_that_is_away_is_told(walk: ProviderWalk) -> None:
    walk.idp.metadata["token_endpoint"] = "http://10.0.0.1/"
    walk.page.goto(f"{walk.console.address}/sign-in")
    walk.page.get_by_role("link", name=SIGN_IN).click()
    expect(walk.page.get_by_text("いまつながりません")).to_be_visible()
    walk.is_accessible()
