"""A reception on each kind of database, whose tablets were told a city's keys."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.reception.routes.packs import Packs
from tests.sync.city import City, make_city


@pytest.fixture(params=["sqlite", "postgresql"])
def published(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[City]:
    """A city whose file the reception finds in the packs, without packs."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else None
    city = make_city(tmp_path / "city", url)
    monkeypatch.setattr(Packs, "newest_city", lambda _: city.pack)
    yield city
    city.store.close()
