"""One console that most files ask for; a file that needs more makes its own of this name."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sync.office.console.browsers import OneConsole


@pytest.fixture
def one(tmp_path: Path) -> Iterator[OneConsole]:
    made = OneConsole(tmp_path)
    yield made
    made.store.close()
