"""What an approved tablet seals, whatever it is, holds up neither the office nor its clerks."""

import json
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from sync.office.applications import labels
from sync.office.applications.intake import Intake
from sync.office.applications.opening import LOT, LOT_S, Opening, pause_after
from sync.office.applications.reading import ApplicationReader
from sync.office.applications.typed_text import REFUSED
from sync.office.console.pages import when
from sync.office.parsing.signature import SignatureVerdict
from sync.office.store.states import ApplicationState
from sync.wire.caps import MOST_ENTRIES
from sync.wire.package import Package, encode_package
from tests.attack.tablet.test_rooted_tablet_at_the_office import approve, send
from tests.sync.city import City
from tests.sync.office.applications.test_office import DOCUMENT, NUMBER, PACKAGE, Office
from tests.sync.office.parsing import hostile
from tests.sync.office.parsing.direct import Direct
from tests.sync.office.parsing.documents import documents
from tests.sync.tablet.desk import Desk

PAGE_MOST = 2 * 1024 * 1024


@pytest.fixture
def rooted(office: Office, online: Desk) -> Desk:
    approve(office, online)
    return online


def test_mended_01_a_form_that_never_ends_is_given_up_and_said(
    office: Office, rooted: Desk
) -> None:
    (id,) = send(rooted, [hostile.with_form(hostile.endless_form())])
    office.intake.run_once()
    shown = office.web.get(f"/applications/{id}").text
    assert f'data-signature="{SignatureVerdict.UNKNOWN}"' in shown
    assert "確認できません" in shown
    assert "時間がかかりすぎる" in shown
    begun = time.monotonic()
    office.web.get(f"/applications/{id}")
    assert time.monotonic() - begun < 3, "the page parses no form"


def test_mended_01_a_verdict_is_computed_once_and_kept(office: Office, rooted: Desk) -> None:
    (id,) = send(rooted, [encode_package(PACKAGE)])
    office.intake.run_once()
    ((kept,),) = office.store.rows("select verdict from application where id = ?", id)
    assert json.loads(kept)["verdict"] in set(SignatureVerdict)
    with office.store.transaction() as db:
        db.execute("update application set verdict = ?", [json.dumps({"verdict": "foreign"})])
    office.intake.run_once()
    assert 'data-signature="foreign"' in office.web.get(f"/applications/{id}").text


def test_mended_02_small_envelopes_hold_up_no_honest_arrival(
    served: City, office: Office, rooted: Desk, tmp_path: Path
) -> None:
    honest = Desk.join(served, tmp_path / "honest")
    approve(office, honest)
    bad = send(rooted, [hostile.many_answers(1_000_000)] * 1 + [hostile.many_answers(999_999)] * 7)
    (good,) = send(honest, [encode_package(PACKAGE)])
    begun = time.monotonic()
    office.intake.run_once()
    assert time.monotonic() - begun < 30
    states = dict(office.store.rows("select id, status from application"))
    assert states[good] == ApplicationState.RECEIVED
    assert {states[id] for id in bad} == {ApplicationState.UNOPENED}
    tries = office.store.rows("select tries from application where status = 'unopened'")
    assert set(tries) == {(1,)}
    office.intake.run_once()
    again = office.store.rows("select tries from application where status = 'unopened'")
    assert set(again) == {(1,)}, "they rest, and are not tried each round"
    honest.close()


def test_mended_02_a_row_rests_longer_after_each_try_and_never_for_ever() -> None:
    pauses = [pause_after(tries) for tries in range(12)]
    assert pauses == sorted(pauses)
    assert pauses[0] == timedelta(seconds=30)
    assert pauses[-1] == pause_after(1000) == timedelta(hours=1)


def test_mended_02_a_tablet_that_gave_trouble_comes_after_the_others(
    served: City, office: Office, rooted: Desk, tmp_path: Path
) -> None:
    honest = Desk.join(served, tmp_path / "honest")
    approve(office, honest)
    send(rooted, [hostile.odd({"number": 7})])
    office.intake.run_once()
    late = send(rooted, [encode_package(PACKAGE)])
    (first,) = send(honest, [encode_package(PACKAGE)])
    office.intake.claimed.keep_and_acknowledge(office.client.claim())
    opening = Opening(office.store, ApplicationReader(office.store, office.keys))
    assert [id for id, _, _ in opening._due()] == [first, *late]
    honest.close()


def test_mended_02_a_flood_of_good_applications_delays_no_other_tablet(
    served: City, office: Office, rooted: Desk, tmp_path: Path
) -> None:
    honest = Desk.join(served, tmp_path / "honest")
    approve(office, honest)
    flood = [encode_package(Package({**DOCUMENT, "staff": str(n)})) for n in range(LOT + 9)]
    send(rooted, flood)
    (one,) = send(honest, [encode_package(PACKAGE)])
    while arrived := office.client.claim():
        office.intake.claimed.keep_and_acknowledge(arrived)
    opening = Opening(office.store, ApplicationReader(office.store, office.keys))
    assert one in [id for id, _, _ in opening._due()][:2]
    honest.close()


def test_mended_02_a_lot_is_bounded_in_rows_and_time(office: Office, rooted: Desk) -> None:
    send(rooted, [encode_package(Package({**DOCUMENT, "staff": str(n)})) for n in range(4)])
    office.intake.claimed.keep_and_acknowledge(office.client.claim())
    clock = iter(range(0, 1000, int(LOT_S) + 1))
    reader = ApplicationReader(office.store, office.keys)
    slow = Opening(office.store, reader, mono_s=lambda: float(next(clock)))
    assert slow.run_once(), "more is due"
    ((opened,),) = office.store.rows("select count(*) from application where status = 'held'")
    assert opened == 1
    assert LOT == 50


def test_mended_02_what_waits_for_an_approval_is_tried_at_once_after_it(
    office: Office, online: Desk
) -> None:
    office.intake.run_once()
    (id,) = send(online, [encode_package(PACKAGE)])
    office.intake.run_once()
    assert office.store.rows("select status, tries from application") == [("unopened", 1)]
    approve(office, online)
    office.intake.run_once()
    assert office.store.rows("select status from application where id = ?", id) == [("received",)]


@pytest.mark.parametrize(
    "text", ["9999-12-31T23:59:59-23:00", "0001-01-01T00:00:00+14:00", "yesterday"]
)
def test_mended_03_a_bad_time_is_shown_as_bad_and_hides_no_other(
    office: Office, rooted: Desk, text: str
) -> None:
    bad, good = send(rooted, [encode_package(PACKAGE), encode_package(PACKAGE)])
    office.intake.run_once()
    with office.store.transaction() as db:  # as an office of before let it in
        db.execute("update application set counter_at = ? where id = ?", [text, bad])
    listed = office.web.get("/")
    assert listed.status_code == 200
    assert "正しい時刻ではありません" in listed.text
    assert good in listed.text
    assert office.web.get(f"/applications/{bad}").status_code == 200


def test_mended_03_a_time_of_this_century_is_shown_in_japan() -> None:
    assert when("2026-11-28T00:00:00+00:00") == "2026-11-28 09:00"


def test_mended_03_no_page_is_larger_than_two_mebibytes(office: Office, rooted: Desk) -> None:
    large = {**DOCUMENT, "answers": [{"label": "<" * 190, "display": "'" * 190}] * 480}
    odd = [hostile.odd({**DOCUMENT, "answers": [{}] * 600_000}), encode_package(Package(large))]
    ids = send(rooted, odd)
    office.intake.run_once()
    for path in ("/", *(f"/applications/{id}" for id in ids)):
        shown = office.web.get(path)
        assert shown.status_code == 200
        assert len(shown.content) < PAGE_MOST, path


def test_an_honest_tablet_cannot_seal_what_its_office_refuses() -> None:
    with pytest.raises(ValueError, match="entries"):
        encode_package(Package({"answers": list(range(MOST_ENTRIES))}))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(document=documents)
def test_mended_03_no_document_makes_a_page_fail(
    office: Office, rooted: Desk, document: dict[str, Any]
) -> None:
    try:
        package = encode_package(Package(document))
    except ValueError:
        return  # half a character: nobody can write it
    (id,) = send(rooted, [package])
    reader = ApplicationReader(office.store, office.keys, reader=Direct())
    Intake(office.store, office.keys, office.client, reader=reader).run_once()
    for path in ("/", f"/applications/{id}", f"/applications/{id}/form.pdf", "/devices"):
        shown = office.web.get(path)
        assert shown.status_code in (200, 404), path
        assert len(shown.content) < PAGE_MOST


def test_mended_20_a_clerk_writes_no_individual_number_and_an_old_tablets_is_marked(
    office: Office, rooted: Desk
) -> None:
    answer = {
        "label": "備考",
        "display": "番号は１２３４　５６７８　９０１８です",
        "source": "staff",
    }
    sealed = encode_package(Package({**DOCUMENT, "answers": [answer]}, PACKAGE.parts))
    (id,) = send(rooted, [sealed])
    office.intake.run_once()
    assert labels.MARK["individual_number"][0] in office.web.get("/").text
    assert 'data-mark="individual_number"' in office.web.get(f"/applications/{id}").text
    given = {"status": "returned", "message": "1234-5678-9018 を消してください"}
    again = office.decide(id, given)
    assert again.status_code == 409
    assert REFUSED in again.text
    assert given["message"] in again.text, "what was written is still there"
    assert office.store.rows("select count(*) from decision where status = 'returned'") == [(0,)]
    assert REFUSED in office.search("123456789018")
    assert REFUSED not in office.search(NUMBER)


def test_mended_11_mended_24_the_tablets_marks_are_in_list_and_page(
    office: Office, rooted: Desk
) -> None:
    marked = encode_package(
        Package({**DOCUMENT, "marks": ["practice", "no_contact", "x"]}, PACKAGE.parts)
    )
    practice, real = send(rooted, [marked, encode_package(PACKAGE)])
    office.intake.run_once()
    listed, shown = office.web.get("/").text, office.web.get(f"/applications/{practice}").text
    for mark in ("practice", "no_contact"):
        assert listed.count(f'class="pill mark">{labels.MARK[mark][0]}') == 1
        assert f'data-mark="{mark}"' in shown
    assert "data-mark" not in office.web.get(f"/applications/{real}").text
