"""Every problem that the reception sends has its error, or its words, on the tablet."""

from datetime import UTC, datetime
from typing import Any, get_args

import pytest

from sync.tablet.errors import (
    ClockWrong,
    CodeRefused,
    DeviceRevoked,
    NotApproved,
    ServerRefused,
)
from sync.tablet.line.item_faults import REASONS
from sync.tablet.line.refusals import ERRORS, refusal_of
from sync.wire.problem import STATUS, RecordSlug, Slug, problem

DATE = {"Date": "Wed, 21 Oct 2026 07:00:00 GMT"}


def test_every_slug_of_the_reception_has_a_status_and_an_error_here() -> None:
    assert set(STATUS) == set(Slug)
    assert set(ERRORS) == set(Slug)


def test_every_slug_of_one_record_has_words_here() -> None:
    assert set(get_args(RecordSlug)) <= set(REASONS)


@pytest.mark.parametrize("slug", Slug)
def test_a_problem_becomes_the_error_of_its_slug(slug: Slug) -> None:
    assert type(refusal_of(STATUS[slug], {}, problem(slug))) is ERRORS[slug]


def test_the_facts_beside_a_problem_come_with_the_error() -> None:
    revoked = refusal_of(403, {}, {**problem(Slug.DEVICE_REVOKED), "lease": "token"})
    assert isinstance(revoked, DeviceRevoked)
    assert revoked.lease == "token"
    odd = refusal_of(403, {}, {**problem(Slug.DEVICE_REVOKED), "lease": 1})
    assert isinstance(odd, DeviceRevoked)
    assert odd.lease is None
    wrong = refusal_of(401, DATE, problem(Slug.REQUEST_TOO_OLD))
    assert isinstance(wrong, ClockWrong)
    assert wrong.city_at == datetime(2026, 10, 21, 7, tzinfo=UTC)
    busy = refusal_of(429, {"Retry-After": "7"}, problem(Slug.TOO_MANY_REQUESTS))
    assert isinstance(busy, ServerRefused)
    assert (busy.status, busy.retry_after_s) == (429, 7.0)
    assert isinstance(refusal_of(403, {}, problem(Slug.DEVICE_PENDING)), NotApproved)
    assert isinstance(refusal_of(403, {}, problem(Slug.CODE_REFUSED)), CodeRefused)


@pytest.mark.parametrize(
    "body", [None, [], "text", {}, {"type": 1}, {"type": "urn:demado:problem:newer"}]
)
def test_what_is_no_problem_of_ours_is_a_refusal_of_the_whole(body: Any) -> None:
    error = refusal_of(502, {}, body)
    assert isinstance(error, ServerRefused)
    assert (error.status, error.retry_after_s) == (502, None)
