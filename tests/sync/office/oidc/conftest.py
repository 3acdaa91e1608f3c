"""A provider, the office's settings for it, and one browser's way there and back."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from sync.office.access.challenges import Challenges
from sync.office.oidc.errors import ProviderRefused
from sync.office.oidc.flow import SIGN_IN, ProviderWay, new_browser_secret
from sync.office.oidc.id_token import Identity
from sync.office.oidc.kept_settings import KeptProvider
from sync.office.oidc.line import ProviderLine
from sync.office.oidc.settings import ProviderSettings
from sync.office.store.store import OfficeStore
from tests.sync.office.console.browsers import PASSPHRASE, OneConsole
from tests.sync.office.oidc.provider import SECRET, IdentityProvider, provider, settings_of
from tests.sync.office.oidc.provider_city import ProviderCity

BACK = "https://office.test/sign-in/provider/back"


@pytest.fixture
def idp() -> Iterator[IdentityProvider]:
    with provider() as made:
        yield made


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OfficeStore]:
    is_file = request.param == "sqlite"
    target = tmp_path / "office.db" if is_file else request.getfixturevalue("postgres_url")
    made = OfficeStore.open(target)
    yield made
    made.close()


@dataclass
class ProviderTraveller:
    """One browser on its way to the provider and back, at one worker of the office."""

    store: OfficeStore
    idp: IdentityProvider
    line: ProviderLine
    purpose: str = SIGN_IN
    browser: str = field(default_factory=new_browser_secret)

    @property
    def way(self) -> ProviderWay:
        challenges = Challenges(self.store, self.idp.now_s)
        return ProviderWay(
            *(self.line, challenges, self.purpose, self.browser, BACK), now_s=self.idp.now_s
        )

    def asked(self) -> dict[str, str]:
        """Begin, and return what the browser asks the provider."""
        return dict(parse_qsl(urlsplit(self.way.begin()).query))

    def brought(self) -> dict[str, str]:
        """Go to the provider, and return what the browser brings back."""
        return dict(parse_qsl(urlsplit(self.idp.authorize(self.asked())).query))

    def travel(self) -> Identity:
        return self.way.finish(self.brought())


def refused(traveller: ProviderTraveller, brought: dict[str, str] | None = None) -> str:
    """Return why the way ends; that it does is the test."""
    with pytest.raises(ProviderRefused) as caught:
        traveller.way.finish(traveller.brought() if brought is None else brought)
    return caught.value.reason


LineMade = Callable[[ProviderSettings], ProviderLine]


@pytest.fixture
def lines() -> LineMade:
    """Make lines to providers."""

    def line(settings: ProviderSettings) -> ProviderLine:
        return ProviderLine(KeptProvider(settings, SECRET), within_s=1.0)

    return line


@pytest.fixture
def traveller(idp: IdentityProvider, store: OfficeStore, lines: LineMade) -> ProviderTraveller:
    return ProviderTraveller(store, idp, lines(settings_of(idp)))


@pytest.fixture(params=["sqlite", "postgresql"])
def city(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ProviderCity]:
    target = "" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    one = OneConsole(tmp_path, database=target)
    one.clerks.add("mori", "森 見本", PASSPHRASE)
    with provider() as idp:
        idp.now_s = one.clock
        made = ProviderCity(one, idp)
        made.say(link_claim="employee_id")
        idp.person["employee_id"] = "mori"
        yield made
    one.store.close()
