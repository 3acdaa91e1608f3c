"""Two processes of an office on each database, and a system in a process of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sync.office.applications.test_alike import two
from tests.sync.office.webhooks.receiver import Receiver, receiving
from tests.sync.relay.conftest import system, wire

__all__ = ["system", "two", "wire"]


@pytest.fixture
def receiver(tmp_path: Path) -> Iterator[Receiver]:
    """A system that checks each signature and keeps what came."""
    with receiving(tmp_path) as made:
        yield made
