"""Reception and office have a database each; both have tables named ``device`` and ``setting``."""

import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from build.cluster.configuration import postgres_programs
from build.cluster.node import CITY
from sync.database import DatabaseAway, DatabaseStore, ForeignTables, open_database
from sync.office.store.store import OfficeStore
from sync.reception.store.store import ReceptionStore
from tests.sync.postgresql import Server

pytestmark = pytest.mark.slow  # ./check quick leaves it out


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return str(tmp_path / "one.db")
    return str(request.getfixturevalue("postgres_url"))


@pytest.mark.parametrize(
    ("first", "second"), [(ReceptionStore, OfficeStore), (OfficeStore, ReceptionStore)]
)
def test_the_second_in_one_database_is_refused_and_changes_nothing(
    target: str, first: type[DatabaseStore], second: type[DatabaseStore]
) -> None:
    first.open(target).close()
    with pytest.raises(ForeignTables, match="another program's tables"):
        second.open(target)
    with closing(open_database(target)) as database:
        assert not database.has_table(first.foreign)
    first.open(target).close()


def test_the_citys_script_gives_each_a_database_that_the_other_cannot_open(
    postgres_server: Server,
) -> None:
    given = "".join(f"\\set {name}_password x\n" for name in ("demado", "office"))
    subprocess.run(
        [
            *(postgres_programs() / "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1"),
            postgres_server.url(),
        ],
        input=given + (CITY / "database.sql").read_text(encoding="utf-8"),
        text=True,
        check=True,
    )

    def url(role: str, database: str) -> str:
        return postgres_server.url(database).replace("postgres@", f"{role}@")

    ReceptionStore.open(url("demado", "demado")).close()
    OfficeStore.open(url("demado_office", "demado_office")).close()
    for role, database in (("demado", "demado_office"), ("demado_office", "demado")):
        with pytest.raises(DatabaseAway):
            OfficeStore.open(url(role, database))
