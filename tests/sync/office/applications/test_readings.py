"""A clerk finds a person by any way of writing the name, also what an older office opened."""

from pathlib import Path

import pytest

from sync.office.keys.column_keys import column_cipher
from sync.office.keys.keys import make_office_keys
from sync.wire.city import utc_now
from sync.wire.package import Package, encode_package
from tests.attack.tablet.test_rooted_tablet_at_the_office import approve, send
from tests.sync.office.applications.test_office import DOCUMENT, Office
from tests.sync.tablet.desk import Desk

PERSON = "見本　髙子"
ANSWERS = [
    {"label": "フリガナ", "value": "ミモト　タカコ", "display": "ミモト　タカコ", "source": "card"}
]
FOUND_BY = [PERSON, "見本 高子", "高子", "ミモト", "みもと たかこ", "ﾐﾓﾄﾀｶｺ", "４８２７－３９５６"]


@pytest.fixture
def id(office: Office, online: Desk, tmp_path: Path) -> str:
    """One application as it was opened, its columns sealed."""
    approve(office, online)
    make_office_keys(tmp_path / "keys", utc_now())
    office.store.cipher = column_cipher(tmp_path / "keys")
    package = Package({**DOCUMENT, "person": {"name": PERSON}, "answers": ANSWERS}, ())
    (id,) = send(online, [encode_package(package)])
    office.intake.run_once()
    return id


def found(office: Office) -> list[str]:
    return [text for text in FOUND_BY if PERSON in office.search(text).replace(f'"{text}"', "")]


def test_story_19_a_person_is_found_however_the_name_is_written(office: Office, id: str) -> None:
    assert found(office) == FOUND_BY
    assert PERSON not in office.search("ミモノ")
    ((kept,),) = office.store.rows("select readings from application where id = ?", id)
    assert kept.startswith("v1."), "sealed like the name"


@pytest.mark.usefixtures("id")
def test_what_an_older_office_opened_is_found_by_its_reading_too(office: Office) -> None:
    with office.store.transaction() as db:
        db.execute("update application set readings = null")
    assert PERSON not in office.search("ミモト")
    office.intake.run_once()
    assert found(office) == FOUND_BY


@pytest.mark.usefixtures("id")
def test_what_cannot_be_opened_any_more_is_looked_through_once(office: Office) -> None:
    with office.store.transaction() as db:
        db.execute("update application set readings = null, content = ?", [b"?"])
    office.intake.run_once()
    assert office.store.rows("select id from application where readings is null") == []
    assert PERSON in office.search("高子"), "by what the list holds"
