"""The same city and tablet as the tests of the line."""

from tests.sync.conftest import city, desk, online, served

__all__ = ["city", "desk", "online", "served"]
