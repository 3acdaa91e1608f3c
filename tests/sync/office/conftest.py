"""An office on the city that its reception serves, a clerk signed in at its console."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from sync.office.console import clerks
from tests.e2e.tablet import chromium
from tests.sync.city import City
from tests.sync.office.applications.test_office import Office
from tests.sync.office.console.browsers import OneConsole


@pytest.fixture(scope="package", autouse=True)
def _cheap_passphrases() -> Iterator[None]:
    """Derive the clerks' passphrases at a thirtieth of the price."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clerks, "SCRYPT_N", 2**10)
        yield


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, for a clerk's desk."""
    with sync_playwright() as playwright, chromium(playwright) as started:
        yield started


@pytest.fixture(params=["sqlite", "postgresql"])
def one(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OneConsole]:
    """Give one console on each database; a folder or a file that needs more has its own."""
    target = "" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    made = OneConsole(tmp_path, database=target)
    yield made
    made.store.close()


@pytest.fixture
def office(served: City, tmp_path: Path) -> Iterator[Office]:
    made = Office(served, tmp_path)
    made.sign_in()
    yield made
    made.close()
