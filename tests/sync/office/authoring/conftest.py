"""The desk of authors, on each database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.office.audit.log import OfficeEvidence
from sync.office.authoring.desk import AuthoringDesk
from sync.office.authoring.drafts import ProcedureDrafts
from sync.office.store.store import OfficeStore
from tests.sync.office.authoring.city import desk_of, published_city
from tests.sync.office.authoring.said_once import said_once
from tests.sync.pack_city import PackCity


@pytest.fixture
def city(tmp_path: Path) -> PackCity:
    return published_city(tmp_path)


@pytest.fixture(params=["sqlite", "postgresql"])
def drafts(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ProcedureDrafts]:
    sqlite = request.param == "sqlite"
    target = tmp_path / "office.db" if sqlite else request.getfixturevalue("postgres_url")
    store = OfficeStore.open(target)
    yield ProcedureDrafts(store, OfficeEvidence.open(store, tmp_path))
    store.close()


@pytest.fixture
def desk(city: PackCity, tmp_path: Path) -> Iterator[AuthoringDesk]:
    """The desk on SQLite; what the databases do differently, `any_desk` and `drafts` are for."""
    store = OfficeStore.open(tmp_path / "office.db")
    with said_once():
        yield desk_of(city, ProcedureDrafts(store, OfficeEvidence.open(store, tmp_path)))
    store.close()


@pytest.fixture
def any_desk(city: PackCity, drafts: ProcedureDrafts) -> Iterator[AuthoringDesk]:
    with said_once():
        yield desk_of(city, drafts)
