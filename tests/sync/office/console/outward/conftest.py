"""An office with its API and its console, on each database."""

from tests.sync.office.api.conftest import systems
from tests.sync.office.applications.test_alike import two

__all__ = ["systems", "two"]
