"""A tablet with two members of staff whose lease has begun, and its clock."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sync.tablet.vault.vault import Vault
from tests.sync.tablet.staff import Clock, staffed

BEGUN = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture
def clock() -> Clock:
    return Clock(BEGUN)


@pytest.fixture
def vault(tmp_path: Path, clock: Clock) -> Iterator[Vault]:
    with staffed(tmp_path, clock) as vault:
        vault.leases.begin("tablet-1")
        yield vault
