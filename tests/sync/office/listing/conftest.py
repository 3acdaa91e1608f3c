"""An office's database, on either kind, with applications that tests put in."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.office.store.store import OfficeStore


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OfficeStore]:
    sqlite = request.param == "sqlite"
    target = tmp_path / "office.db" if sqlite else request.getfixturevalue("postgres_url")
    made = OfficeStore.open(target)
    yield made
    made.close()
