"""A console whose office publishes, with two clerks who may approve and one who may draft."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sync.office.authoring.city import MADE_BY, SECOND, published_city, publisher
from tests.sync.office.authoring.said_once import said_once
from tests.sync.office.console.browsers import PASSPHRASE, OneConsole
from tests.sync.pack_city import PackCity

AUTHOR, HANDLER = "author", "handler"


@pytest.fixture(autouse=True)
def _said_once() -> Iterator[None]:
    with said_once():
        yield


@pytest.fixture
def city(tmp_path: Path) -> PackCity:
    return published_city(tmp_path)


@pytest.fixture
def one(tmp_path: Path, city: PackCity) -> Iterator[OneConsole]:
    made = OneConsole(tmp_path, publisher=publisher(city))
    with made.store.transaction() as db:
        words = "procedure.draft"
        db.execute("insert into access_role values (?, ?, ?)", [AUTHOR, "手続きの担当", words])
        for id, name in ((MADE_BY, "見本 あおい"), (SECOND, "見本 れん"), (AUTHOR, "見本 作者")):
            made.clerks.add(id, name, PASSPHRASE)
            made.clerks.roles.give(db, id, [AUTHOR if id == AUTHOR else "administrator"])
        made.clerks.add(HANDLER, "見本 担当", PASSPHRASE)
    yield made
    made.store.close()
