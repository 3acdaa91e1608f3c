"""Two processes of an office on one database, SQLite and PostgreSQL, and their API."""

import pytest

from tests.sync.office.api.systems import Systems
from tests.sync.office.applications.test_alike import two
from tests.sync.office.parts import Parts
from tests.sync.tablet.desk import Desk

__all__ = ["two"]


@pytest.fixture
def systems(two: tuple[Parts, Parts], online: Desk) -> Systems:
    """An office with its API, and a tablet that it knows."""
    two[0].know(online)
    return Systems(two[0], online)
