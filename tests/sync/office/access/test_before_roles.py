"""An office from before there were roles: its clerks may what they could before."""

from pathlib import Path

import pytest

from sync.database import open_database
from sync.office.access.roles import Roles
from sync.office.store.access_schema import ROLES
from sync.office.store.schema import STEPS
from sync.office.store.store import OfficeStore


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_administrators_and_others_keep_what_they_could(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    sqlite = kind == "sqlite"
    target = str(tmp_path / "office.db") if sqlite else request.getfixturevalue("postgres_url")
    database = open_database(target)
    database.migrate(STEPS[: [step.sql for step in STEPS].index(ROLES)])
    with database.transaction() as db:
        for id in ("first", "second"):
            db.execute("insert into clerk values (?, ?, ?, ?)", [id, "見本", b"", b""])
        db.execute("insert into administrator values ('first')")
    database.close()
    store = OfficeStore.open(target)
    assert Roles(store).given() == {"first": {"administrator"}, "second": {"handler"}}
    assert Roles(store).rights("second").permissions == {
        *("application.read", "application.decide", "tablet.read")
    }
    store.close()
