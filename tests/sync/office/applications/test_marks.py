"""What a document says of itself is marked in the list and on its page."""

from typing import Any

import pytest

from sync.office.parsing.marks import marks_of
from sync.office.parsing.shape import shown_of
from sync.wire.package import Package
from tests.sync.office.applications.test_alike import TARO, desk, package, send
from tests.sync.office.applications.test_corrections import decide
from tests.sync.office.applications.test_office import DOCUMENT, Office
from tests.sync.tablet.desk import Desk

__all__ = ["desk"]


@pytest.mark.parametrize(
    ("more", "mark"),
    [
        ({"procedure": {"id": "x", "valid_until": "2026-11-19"}}, "expired"),
        ({"procedure": {"id": "x", "valid_until": "soon"}}, "expired"),
        ({"procedure": {"id": "x", "valid_until": "2026-11-20"}}, None),
        (
            {"asked_twice": [{"rule": "holder", "sentence": "口座の名前が違います。"}]},
            "asked_twice",
        ),
        ({"answers": [{"was": {"display": "見本 次郎", "source": "card"}}]}, "changed"),
        ({"unprintable": ["𛀁"]}, "unprintable"),
        ({"evidence": [{"kind": "委任状", "state": "later"}]}, "evidence_later"),
        ({"evidence": [{"kind": "委任状", "state": "seen"}]}, None),
    ],
)
def test_a_document_is_marked_by_what_its_tablet_says(
    more: dict[str, Any], mark: str | None
) -> None:
    assert marks_of(shown_of({**DOCUMENT, **more})) == ([mark] if mark else [])


def test_the_page_shows_what_was_asked_twice_changed_and_still_to_come(
    office: Office, desk: Desk
) -> None:
    said: dict[str, Any] = {
        "asked_twice": [{"rule": "holder", "sentence": "口座の名前が申請者と違います。"}],
        "evidence": [{"kind": "委任状", "state": "later", "due": "2026-12-01"}],
        "unprintable": ["𛀁"],
        "answers": [
            {"label": "住所", "display": "見本町2", "source": "resident",
             "was": {"display": "見本町1", "source": "card"}}
        ],
    }  # fmt: skip
    (id,) = send(desk, package(TARO, **{k: v for k, v in said.items() if k != "answers"}))
    (changed,) = send(desk, Package({**DOCUMENT, **said}))
    office.intake.run_once()
    shown = office.web.get(f"/applications/{id}").text
    for text in ("口座の名前が申請者と違います。", "委任状", "2026-12-01", "𛀁"):
        assert text in shown
    shown = office.web.get(f"/applications/{changed}").text
    assert "見本町1" in shown
    assert "カードから" in shown
    assert "念押しあり" in office.web.get("/").text


def test_story_16_an_expired_definition_is_accepted_by_a_person_who_says_so(
    office: Office, desk: Desk
) -> None:
    (id,) = send(desk, package(TARO, procedure={"id": "x", "valid_until": "2021-03-31"}))
    office.intake.run_once()
    assert "期限切れ" in office.web.get("/").text
    refused = office.decide(id, {"status": "accepted"})
    assert refused.status_code == 409
    assert "確かめた印をつけてください" in refused.text
    assert decide(office, id, {"status": "accepted", "knows_expired": "on"}) == 200
