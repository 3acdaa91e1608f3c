"""Every state, verdict and order has its Japanese word, and the wire knows every decision."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

import pytest

from sync.office.applications import labels
from sync.office.audit.chain_check import FindingKind
from sync.office.console.pages import TEMPLATES
from sync.office.lost_tablet.report import FINDINGS, ORDERS
from sync.office.parsing.shape import shown_of
from sync.office.parsing.signature import SignatureVerdict
from sync.office.store.states import (
    CLERKS_DECISIONS,
    DECIDABLE,
    FINALLY_DECIDED,
    NOT_RECEIVED,
    ApplicationState,
    in_sql,
)
from sync.wire.messages.decision import DecisionStatus
from sync.wire.messages.lease import Order

CHIP_LINE = TEMPLATES.get_template("applications/chip.html")
SIGNATURES = {verdict: word for verdict, (word, _) in labels.SIGNATURE.items()}


@pytest.mark.parametrize(
    ("members", "words"),
    [
        (ApplicationState, labels.STATUS),
        ({*DecisionStatus} - {DecisionStatus.IN_REVIEW}, labels.STATUS),
        (SignatureVerdict, SIGNATURES),
        (Order, ORDERS),
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
    said = {*DecisionStatus} - {DecisionStatus.IN_REVIEW}  # known on the wire, not said yet
    assert {ApplicationState(status.value) for status in said} == {*ApplicationState} - {
        *NOT_RECEIVED
    }
    assert {*CLERKS_DECISIONS} < {*DecisionStatus}
    assert not {*DECIDABLE} & {*FINALLY_DECIDED, *NOT_RECEIVED}


def test_states_are_written_into_sql_as_a_list() -> None:
    assert in_sql(ApplicationState.NEW, ApplicationState.HELD) == "('new', 'held')"


@pytest.mark.parametrize("chip", labels.CHIP)
def test_mended_41_a_clerk_reads_what_the_chip_showed(chip: str) -> None:
    shown = shown_of({"identity": {"method": "card_pin", "chip": chip}})
    drawn = CHIP_LINE.render(identity=shown["identity"], labels=labels)
    word, colour = labels.CHIP[chip]
    assert f'class="pill {colour}" data-chip="{chip}"><bdi>{word}<' in drawn


def test_mended_41_an_application_from_before_says_nothing_of_the_chip() -> None:
    """And an office from before takes one of now: it leaves out what it does not know."""
    shown = shown_of({"identity": {"method": "card_pin", "not known here": "x"}})
    assert CHIP_LINE.render(identity=shown["identity"], labels=labels).strip() == ""
