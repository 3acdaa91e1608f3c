"""The same city and tablet as the tests of the line, on either database."""

from tests.sync.conftest import city, desk, online, postgres_server, postgres_url, served

__all__ = ["city", "desk", "online", "postgres_server", "postgres_url", "served"]
