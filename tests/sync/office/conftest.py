"""An office on the city that its reception serves, a clerk signed in at its console."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sync.city import City
from tests.sync.office.applications.test_office import Office


@pytest.fixture
def office(served: City, tmp_path: Path) -> Iterator[Office]:
    made = Office(served, tmp_path)
    made.sign_in()
    yield made
    made.close()
