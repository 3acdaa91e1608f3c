"""Two processes of an office on one database, SQLite and PostgreSQL."""

from tests.sync.office.applications.test_alike import two

__all__ = ["two"]
