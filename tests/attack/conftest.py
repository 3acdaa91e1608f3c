"""The same city and tablet as the tests of the line, on either database, or behind a proxy."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.attack.proxy import Proxy, hostile_proxy
from tests.sync.city import City
from tests.sync.conftest import city, desk, online, postgres_server, postgres_url, served
from tests.sync.office.conftest import office
from tests.sync.tablet.desk import Desk

__all__ = ["city", "desk", "office", "online", "postgres_server", "postgres_url", "served"]


@pytest.fixture
def proxy(city: City) -> Iterator[Proxy]:
    """A city that answers through a proxy, which is honest until it is told otherwise."""
    with hostile_proxy(city) as made:
        yield made


@pytest.fixture
def proxied(city: City, proxy: Proxy, tmp_path: Path) -> Iterator[Desk]:
    """A tablet that was enrolled through the proxy."""
    made = Desk.join(city, tmp_path / "tablet")
    assert proxy.seen
    yield made
    made.close()
