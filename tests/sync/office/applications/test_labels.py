"""Every state, verdict and order has its Japanese word, and the wire knows every decision."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import get_args

import pytest

from sync.office.applications import labels
from sync.office.applications.signature import SignatureVerdict
from sync.office.audit.chain_check import FindingKind
from sync.office.lost_tablet.report import FINDINGS, ORDERS
from sync.office.store.states import (
    CLERKS_DECISIONS,
    DECIDABLE,
    FINALLY_DECIDED,
    NOT_RECEIVED,
    ApplicationState,
    DecisionStatus,
    in_sql,
)
from sync.office.tablets.tablet_orders import LeaseOrder
from sync.wire.messages.decision import Status

SIGNATURES = {verdict: word for verdict, (word, _) in labels.SIGNATURE.items()}


@pytest.mark.parametrize(
    ("members", "words"),
    [
        (ApplicationState, labels.STATUS),
        (DecisionStatus, labels.STATUS),
        (SignatureVerdict, SIGNATURES),
        (LeaseOrder, ORDERS),
        (FindingKind, FINDINGS),
    ],
)
def test_every_member_has_its_japanese_word(
    members: Iterable[StrEnum], words: Mapping[str, str]
) -> None:
    for member in members:
        assert any(sign > "\u3000" for sign in words[member]), member
        assert labels.named(words, member.value) == words[member]


def test_a_decision_puts_the_application_into_the_state_of_the_same_value() -> None:
    assert {ApplicationState(status.value) for status in DecisionStatus} == {*ApplicationState} - {
        *NOT_RECEIVED
    }
    assert {status.value for status in DecisionStatus} <= set(get_args(Status))
    assert {*CLERKS_DECISIONS} < {*DecisionStatus}
    assert not {*DECIDABLE} & {*FINALLY_DECIDED, *NOT_RECEIVED}


def test_states_are_written_into_sql_as_a_list() -> None:
    assert in_sql(ApplicationState.NEW, ApplicationState.HELD) == "('new', 'held')"
