"""One console on each database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sync.office.console.browsers import OneConsole


@pytest.fixture(params=["sqlite", "postgresql"])
def one(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OneConsole]:
    target = "" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    made = OneConsole(tmp_path, database=target)
    yield made
    made.store.close()
