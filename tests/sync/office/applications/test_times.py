"""A tablet's word on the time makes no certificate good, and changes no date."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sync.office.applications.times import TimeMark, judged_at, lease_length, time_mark
from sync.office.console.pages import when
from sync.office.parsing.signature import check_signature
from sync.office.store.states import ApplicationState
from sync.office.store.store import ApplicationRow
from sync.wire.city import utc_now
from sync.wire.package import Package, Part, encode_package
from tests.attack.tablet.test_rooted_tablet_at_the_office import approve, send
from tests.sync.city import City
from tests.sync.office.applications.test_office import DOCUMENT, Office
from tests.sync.office.parsing.signed import SignedForm, signed_form
from tests.sync.tablet.desk import Desk

NOW = datetime(2026, 11, 28, 3, 0, tzinfo=UTC)
DAY, WEEK = timedelta(days=1), timedelta(days=7)
ROW = ApplicationRow(
    *("ab" * 16, "cd" * 8, "482739562284", "x", "題", "名", None, NOW.isoformat()),
    *(ApplicationState.RECEIVED, None, None, 0, None),
)


@pytest.fixture(scope="module")
def form() -> SignedForm:
    """A form whose certificate ends three days before it arrives."""
    return signed_form(NOW - 1000 * DAY, NOW - 3 * DAY)


def at(counter: datetime) -> ApplicationRow:
    return replace(ROW, counter_at=counter.isoformat())


@pytest.mark.parametrize(
    ("counter", "arrived", "verdict"),
    [
        (NOW - 5 * DAY, NOW - 4 * DAY, "good"),
        (NOW - 5 * DAY, NOW, "lapsed"),  # it waited for a line, as the tablet says
        (NOW - 2 * DAY, NOW, "out_of_date"),
        (NOW - 730 * DAY, NOW + 20 * DAY, "out_of_date"),  # two years back: a lease counts
        (NOW + 9 * DAY, NOW - 4 * DAY, "good"),  # a clock ahead makes nothing bad
    ],
)
def test_mended_07_a_certificate_is_judged_by_the_citys_clock(
    form: SignedForm, counter: datetime, arrived: datetime, verdict: str
) -> None:
    row = replace(at(counter), received_at=arrived.isoformat())
    judged = judged_at(row, WEEK)
    assert judged is not None
    assert check_signature(form.pdf, [form.authority], judged, arrived).verdict == verdict


def test_mended_07_an_authority_that_nobody_knows_is_foreign_at_any_time(form: SignedForm) -> None:
    for arrived in (NOW, NOW - 4 * DAY):
        assert check_signature(form.pdf, [], arrived, arrived).verdict == "foreign"


@pytest.mark.parametrize(
    ("counter", "judged", "mark"),
    [
        (NOW - WEEK, NOW - WEEK, None),
        (NOW - WEEK - timedelta(seconds=1), NOW - WEEK, TimeMark.APART),
        (NOW - 730 * DAY, NOW - WEEK, TimeMark.APART),
        (NOW + timedelta(seconds=120), NOW, None),  # two clocks that differ a little
        (NOW + timedelta(seconds=121), NOW, TimeMark.AHEAD),
    ],
)
def test_mended_07_the_two_times_are_held_against_a_lease(
    counter: datetime, judged: datetime, mark: TimeMark | None
) -> None:
    assert judged_at(at(counter), WEEK) == judged
    assert time_mark(at(counter), WEEK) is mark


def test_mended_07_what_is_no_time_is_judged_by_the_arrival_and_stops_nobody() -> None:
    odd = replace(ROW, counter_at="9999-12-31T23:59:59-23:00")
    assert judged_at(odd, WEEK) == NOW
    assert time_mark(odd, WEEK) is TimeMark.AHEAD
    for text in ("yesterday", "2026-11-28T00:00:00", None):
        row = replace(ROW, counter_at=text)
        assert (judged_at(row, WEEK), time_mark(row, WEEK)) == (NOW, None)
    assert judged_at(replace(ROW, received_at="then"), WEEK) is None


def test_mended_07_two_years_back_makes_no_expired_card_good(
    served: City, office: Office, online: Desk, tmp_path: Path
) -> None:
    approve(office, online)
    expired = signed_form(NOW - 1500 * DAY, NOW - 365 * DAY)
    (tmp_path / "authority.pem").write_bytes(expired.authority)
    counter = (utc_now() - 730 * DAY).isoformat()
    document = {**DOCUMENT, "counter_accepted_at": counter}
    part = Part("form.pdf", "application/pdf", expired.pdf)
    (id,) = send(online, [encode_package(Package(document, (part,)))])
    office.intake.run_once()
    shown = office.web.get(f"/applications/{id}").text
    assert 'data-signature="out_of_date"' in shown
    assert 'data-time="apart"' in shown
    assert "ここでは日付を変えていません" in shown
    assert f"<dd>{when(counter)}（職員" in shown, "the counter's date stays as it was said"
    assert "受付の日を確認" in office.web.get("/").text
    assert lease_length(office.store) == timedelta(days=served.keys.lease_days)
