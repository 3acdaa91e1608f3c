"""A city, a tablet in it, and the databases that reception and office run on."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sync.city import City, make_city
from tests.sync.postgresql import Server, postgresql
from tests.sync.tablet.desk import Desk


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    with postgresql() as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: Server) -> str:
    """A new, empty database."""
    return postgres_server.make_database(f"t{secrets.token_hex(6)}")


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    """A city whose reception does not answer; ``city.open()`` serves it."""
    made = make_city(tmp_path / "city")
    yield made
    made.store.close()


@pytest.fixture
def served(city: City) -> Iterator[City]:
    """The same city, its reception answering for the whole test."""
    with city.open():
        yield city


@pytest.fixture
def desk(city: City, tmp_path: Path) -> Iterator[Desk]:
    """A tablet that was enrolled; the line is down since."""
    with city.open():
        made = Desk.join(city, tmp_path / "tablet")
    yield made
    made.close()


@pytest.fixture
def online(served: City, tmp_path: Path) -> Iterator[Desk]:
    """A tablet with a line for the whole test."""
    made = Desk.join(served, tmp_path / "tablet")
    yield made
    made.close()
