"""Who is listed in a household and files too, or stands in another one, is marked at both."""

from typing import Any

import pytest

from sync.office.parsing.alike import MOST_LISTED, alike_of
from sync.office.store.alike import Alike, kinds_of, others
from sync.wire.package import Package
from tests.sync.office.applications.test_alike import (
    HANAKO,
    TARO,
    desk,
    package,
    send,
    two,
)
from tests.sync.office.applications.test_office import DOCUMENT, Office
from tests.sync.office.parts import Parts
from tests.sync.tablet.desk import Desk

__all__ = ["desk", "two"]


def household(*people: dict[str, Any]) -> dict[str, Any]:
    """Return the answer that lists *people*, as a tablet seals it."""
    rows = [{**one, "name": {"name": one["name"]}, "address": "same"} for one in people]
    shown = "、".join(one["name"] for one in people)
    return {"kind": "people", "label": "世帯員", "display": shown, "value": rows, "source": "x"}


def lists(person: dict[str, str], *people: dict[str, Any], **more: Any) -> Package:
    return package(person, answers=[household(*people)], procedure={"id": "kyufukin"}, **more)


def test_one_person_in_two_households_is_marked_at_both(
    two: tuple[Parts, Parts], online: Desk
) -> None:
    two[0].know(online)
    child = {"name": "見本 さくら", "birth_date": "2006-04-02"}
    wide = {"name": "見本　さくら", "birth_date": "2006-04-02"}
    ids = send(online, lists(TARO, child, child), lists(HANAKO, wide))
    two[0].intake.run_once()
    assert kinds_of(two[1].store, ids) == dict.fromkeys(ids, (Alike.LISTED,))
    for mine, other in (ids, ids[::-1]):
        assert [row.id for row in others(two[1].store, mine, Alike.LISTED)] == [other]
        assert others(two[1].store, mine, Alike.FILING) == []


def test_who_is_listed_and_files_alone_too_is_marked_at_both(
    two: tuple[Parts, Parts], online: Desk
) -> None:
    two[0].know(online)
    ids = send(online, lists(TARO, HANAKO), lists(HANAKO), lists(HANAKO, TARO))
    two[0].intake.run_once()
    found = kinds_of(two[1].store, ids)
    assert found[ids[0]] == (Alike.LISTED,)
    assert {*found[ids[1]]} == {*found[ids[2]]} == {Alike.LISTED, Alike.FILING}
    assert {row.id for row in others(two[1].store, ids[0], Alike.LISTED)} == {*ids[1:]}
    assert [row.id for row in others(two[1].store, ids[1], Alike.LISTED)] == [ids[0]]
    assert [row.id for row in others(two[1].store, ids[1], Alike.FILING)] == [ids[2]]


@pytest.mark.parametrize(
    "other",
    [
        {"name": "見本　さくら", "birth_date": "2006-04-03"},
        {"name": "見本　さくら", "birth_date": "2006-04-99"},
        {"name": "見本　さくら", "birth_date": None},
        {"name": "見本　もみじ", "birth_date": "2006-04-02"},
    ],
)
def test_another_person_or_half_a_birth_date_is_no_mark(
    office: Office, desk: Desk, other: dict[str, Any]
) -> None:
    ids = send(
        desk,
        lists(TARO, {"name": "見本　さくら", "birth_date": "2006-04-02"}),
        lists(HANAKO, other),
        lists(HANAKO, other, counter_accepted_at="2024-11-20T01:00:00+00:00"),
    )
    office.intake.run_once()
    assert kinds_of(office.store, ids) == {}


def test_a_household_filed_twice_is_the_mark_of_the_filing_alone(
    office: Office, desk: Desk
) -> None:
    ids = send(desk, lists(TARO, HANAKO), lists(TARO, HANAKO))
    office.intake.run_once()
    assert kinds_of(office.store, ids) == dict.fromkeys(ids, (Alike.FILING,))


def test_a_rejected_household_stands_in_nobodys_way(office: Office, desk: Desk) -> None:
    ids = send(desk, lists(TARO, HANAKO), lists(HANAKO))
    office.intake.run_once()
    shown = office.web.get(f"/applications/{ids[0]}").text
    assert 'data-alike="listed"' in shown
    assert office.web.get(f"/applications/{ids[0]}/beside/{ids[1]}").status_code == 200
    assert office.decide(ids[0], {"status": "rejected", "message": "x"}).status_code == 200
    assert ids[1] not in kinds_of(office.store, ids)


@pytest.mark.parametrize(
    "odd",
    [
        [{"name": "見本", "birth_date": "2006-04-02"}],
        [{"name": {"name": ["x"]}, "birth_date": {}}],
        ["見本", None, 5, [[]]],
        {"name": {"name": "見本"}, "birth_date": "2006-04-02"},
    ],
)
def test_a_list_of_people_of_another_shape_is_compared_with_nothing(odd: Any) -> None:
    document = {**DOCUMENT, "person": TARO, "answers": [{"kind": "people", "value": odd}]}
    assert alike_of(document)["listed"] == []


def test_the_longest_list_is_cut_and_nobody_is_listed_twice() -> None:
    people = [{"name": f"見本{place}", "birth_date": "2006-04-02"} for place in range(60)]
    document = {**DOCUMENT, "person": TARO, "answers": [household(*people, *people)]}
    found = alike_of(document)["listed"]
    assert len(found) == len(set(found)) == MOST_LISTED
