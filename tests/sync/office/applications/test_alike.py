"""Issue 11, point 4: what two applications have in common is marked at both, with links."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sync.office.applications.alike import Comparing
from sync.office.applications.reading import ApplicationReader
from sync.office.keys.column_keys import add_column_key, agree_on_column_key, column_cipher
from sync.office.keys.keys import make_office_keys
from sync.office.store.alike import NEVER, Alike, kinds_of, others
from sync.wire.city import utc_now
from sync.wire.package import Package
from tests.sync.city import City
from tests.sync.office.applications.test_corrections import correct, known, returned
from tests.sync.office.applications.test_office import DOCUMENT, Office
from tests.sync.office.parts import Parts
from tests.sync.tablet.desk import Desk

TARO = {"name": "見本　太郎", "birth_date": "1945-04-03"}
HANAKO = {"name": "見本　花子", "birth_date": "1950-01-02"}
ACCOUNT = {
    "kind": "bank",
    "bank_code": "9999",
    "branch_code": "101",
    "account_type": "ordinary",
    "number": "1234567",
    "holder_kana": "ﾐﾎﾝ",
}
BOTH = (Alike.FILING, Alike.ACCOUNT)


def package(person: dict[str, str], account: dict[str, str] | None = None, **more: Any) -> Package:
    answers = [*DOCUMENT["answers"]]  # type: ignore[misc]
    if account:
        answers.append({"label": "口座", "display": "見本銀行", "value": account, "source": "x"})
    return Package({**DOCUMENT, "person": person, "answers": answers, **more})


def send(desk: Desk, *packages: Package) -> list[str]:
    """Seal and send; each has a receipt number of its own."""
    ids = []
    for one in packages:
        number = desk.outbox.reserve_number(utc_now().date())
        ids.append(
            desk.outbox.put(number, replace(one, document={**one.document, "number": number})).id
        )
    desk.courier.run_once()
    return ids


@pytest.fixture(params=["sqlite", "postgresql"])
def two(
    request: pytest.FixtureRequest, served: City, tmp_path: Path
) -> Iterator[tuple[Parts, Parts]]:
    sqlite = request.param == "sqlite"
    target = str(tmp_path / "office.db" if sqlite else request.getfixturevalue("postgres_url"))
    make_office_keys(tmp_path / "keys", utc_now())
    made = tuple(Parts.open(served, tmp_path, target) for _ in range(2))
    for one in made:
        one.store.cipher = column_cipher(tmp_path / "keys")
    yield made[0], made[1]
    for one in made:
        one.close()


@pytest.fixture
def desk(served: City, office: Office, tmp_path: Path) -> Iterator[Desk]:
    made = known(served, office, tmp_path / "tablet")
    yield made
    made.close()


def test_story_07_one_account_in_two_names_is_marked_at_both(
    two: tuple[Parts, Parts], online: Desk
) -> None:
    first, second = two
    first.know(online)
    wide = {**ACCOUNT, "number": "１２３４５６７"}
    ids = send(online, package(TARO, ACCOUNT), package(HANAKO, wide), package(HANAKO))
    first.intake.run_once()
    found = kinds_of(second.store, ids)
    assert found[ids[0]] == (Alike.ACCOUNT,)
    assert found[ids[1]] == BOTH
    assert found[ids[2]] == (Alike.FILING,)
    assert [row.id for row in others(second.store, ids[0], Alike.ACCOUNT)] == [ids[1]]
    assert [row.id for row in others(second.store, ids[2], Alike.FILING)] == [ids[1]]


def test_an_account_of_the_same_name_or_with_another_digit_is_no_mark(
    two: tuple[Parts, Parts], online: Desk
) -> None:
    two[0].know(online)
    other = {**ACCOUNT, "branch_code": "102"}
    half = {**TARO, "name": "見本 太郎"}
    kyufukin, more = {"id": "kyufukin"}, {"id": "juminhyo"}
    ids = send(
        online,
        package(TARO, ACCOUNT, procedure=kyufukin),
        package(half, ACCOUNT, procedure=more),
        package(HANAKO, other),
    )
    two[0].intake.run_once()
    assert kinds_of(two[0].store, ids) == {}


@pytest.mark.parametrize(
    ("period", "at", "is_marked"),
    [
        (None, "2027-03-31T14:59:59+00:00", True),  # the last day of the fiscal year, in Japan
        (None, "2027-03-31T15:00:00+00:00", False),
        ("month", "2026-11-30T01:00:00+00:00", True),
        ("month", "2026-12-01T01:00:00+00:00", False),
        ("day", "2026-11-20T14:00:00+00:00", True),
        ("day", "2026-11-20T15:00:00+00:00", False),
    ],
)
def test_the_same_filing_is_marked_within_its_period(
    office: Office, desk: Desk, period: str | None, at: str, is_marked: bool
) -> None:
    said = {"id": "kyufukin", "period": period}
    ids = send(
        desk,
        package(TARO, procedure=said),
        package(TARO, procedure=said, counter_accepted_at=at),
    )
    office.intake.run_once()
    assert set(kinds_of(office.store, ids)) == (set(ids) if is_marked else set())


def test_the_person_is_whom_it_is_about(office: Office, desk: Desk) -> None:
    taro, hanako = ([{"roles": ["subject"], **who}] for who in (TARO, HANAKO))
    ids = send(desk, *(package(TARO, people=people) for people in (taro, hanako, hanako)))
    office.intake.run_once()
    assert set(kinds_of(office.store, ids)) == {*ids[1:]}


def test_the_list_and_both_pages_say_it_and_lead_to_the_other(office: Office, desk: Desk) -> None:
    ids = send(desk, package(TARO, ACCOUNT), package(HANAKO, ACCOUNT), package(TARO))
    office.intake.run_once()
    listed = office.web.get("/").text
    assert listed.count('data-alike="account"') == 2
    assert listed.count('data-alike="filing"') == 2
    shown = office.web.get(f"/applications/{ids[0]}").text
    assert f'href="/applications/{ids[1]}"' in shown
    assert f'href="/applications/{ids[2]}"' in shown
    assert "data-uncompared" not in shown


def test_a_correction_is_no_second_filing(office: Office, desk: Desk) -> None:
    first = returned(desk, office)
    second = correct(desk, first)
    desk.courier.run_once()
    office.intake.run_once()
    assert kinds_of(office.store, [first, second]) == {}


def test_rows_from_before_get_their_marks_and_say_so_until_then(
    two: tuple[Parts, Parts], online: Desk
) -> None:
    first, second = two
    first.know(online)
    expired = {"id": "kyufukin", "valid_until": "2021-03-31"}
    ids = send(online, package(TARO, ACCOUNT, procedure=expired), package(HANAKO, ACCOUNT))
    first.intake.run_once()
    with first.store.transaction() as db:  # as an older office left them
        db.execute("delete from alike")
        db.execute("update application set compared = null, marks = ''")
    assert kinds_of(first.store, ids) == {}
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(lambda one: one.intake.run_once(), (first, second)))
    assert set(kinds_of(second.store, ids)) == set(ids)
    found = second.store.application(ids[0])
    assert found is not None
    assert found[0].marks == "expired"


def test_another_column_key_compares_everything_anew(
    two: tuple[Parts, Parts], online: Desk, tmp_path: Path
) -> None:
    first, second = two
    first.know(online)
    ids = send(online, package(TARO, ACCOUNT), package(HANAKO, ACCOUNT))
    first.intake.run_once()
    before = first.store.rows("select digest from alike order by digest")
    key = add_column_key(tmp_path / "keys")
    first.store.cipher = column_cipher(tmp_path / "keys")
    agree_on_column_key(tmp_path / "keys", first.store)
    second.intake.run_once()  # it has loaded the older key: it leaves the newer one's rows alone
    first.intake.run_once()
    second.intake.run_once()
    after = first.store.rows("select digest from alike order by digest")
    assert not {*before} & {*after}
    assert first.store.rows("select distinct compared from application") == [(key,)]
    assert set(kinds_of(first.store, ids)) == set(ids)


def test_what_does_not_open_any_more_says_that_it_is_not_compared(
    office: Office, desk: Desk
) -> None:
    (id,) = send(desk, package(TARO, ACCOUNT))
    office.intake.run_once()
    with office.store.transaction() as db:
        db.execute("update application set compared = null, content = ? where id = ?", [b"x", id])
    assert "見比べているところです" in office.web.get("/").text
    reader = ApplicationReader(office.store, office.keys)
    assert Comparing(office.store, reader).run_once() is False
    found = office.store.application(id)
    assert found is not None
    assert found[0].compared == NEVER
    assert "見比べているところです" not in office.web.get("/").text


def test_the_database_holds_digests_and_no_account_or_name(
    two: tuple[Parts, Parts], online: Desk
) -> None:
    two[0].know(online)
    send(online, package(TARO, ACCOUNT))
    two[0].intake.run_once()
    rows = two[0].store.rows("select kind, digest, person from alike order by kind")
    assert [(kind, len(digest), len(who)) for kind, digest, who in rows] == [
        ("account", 64, 64),
        ("applicant", 64, 64),
        ("filing", 64, 64),
    ]


def test_many_that_share_one_account_keep_the_list_and_the_page_short(
    office: Office, desk: Desk
) -> None:
    people = [{"name": f"見本　{place}郎", "birth_date": "1950-01-01"} for place in range(9)]
    ids = send(desk, *(package(one, ACCOUNT) for one in people))
    office.intake.run_once()
    assert office.web.get("/").text.count('data-alike="account"') == 9
    shown = office.web.get(f"/applications/{ids[0]}").text
    (part,) = re.findall(r'data-alike="account" .*?</div>', shown, re.DOTALL)
    assert part.count("<li>") == 5
