"""Every state, verdict and order has its Japanese word, and the wire knows every decision."""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

import pytest

from field_app.procedure.definition.evidence import EVIDENCE_KINDS
from field_app.screens.visit.actor import REASONS
from sync.office.applications import labels
from sync.office.audit.chain_check import FindingKind
from sync.office.console.pages import TEMPLATES, when
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
PEOPLE = TEMPLATES.get_template("applications/people.html")
LINES = TEMPLATES.get_template("applications/lines.html")
WHOSE = TEMPLATES.get_template("applications/whose.html")
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


def people(document: dict[str, Any]) -> str:
    return PEOPLE.render(document=document, labels=labels, when=when, names={})


def test_a_clerk_reads_each_person_once_with_every_role() -> None:
    mother = {"roles": ["applicant", "subject"], "name": "見本　母子", "birth_date": "1940-03-02"}
    son = {"roles": ["visitor", "card_owner"], "name": "見本　一郎"}
    shown = shown_of({"people": [mother, son]})
    drawn = re.sub(r"<[^>]*>|\s", "", people(shown))
    assert drawn == "申請する人・対象の人見本母子1940-03-02来た人・カードの持ち主見本一郎"
    assert people(shown_of({})).strip() == ""


def test_each_person_of_a_list_has_a_line_of_its_own() -> None:
    two = "見本　一郎 子 同じ住所\n見本　<b>花子 妻\u202e"
    assert LINES.render(text=two) == (
        "<bdi>見本　一郎 子 同じ住所</bdi><br>"
        '<bdi>見本　&lt;b&gt;花子 妻<mark title="目に見えない文字です">［RLO］</mark></bdi>'
    )


def test_the_first_line_says_whose_record_it_is_where_another_person_files() -> None:
    taro = {"roles": ["applicant", "visitor"], "name": "見本　太郎"}
    born = {"name": "見本　花子", "born": "昭和15年3月2日（1940年）"}
    for known, said in (
        (born, "対象の人見本　花子 昭和15年3月2日（1940年）（申請した人とは別の方です）"),
        ({}, "対象の人名前の記録なし （申請した人とは別の方です）"),
    ):
        shown = shown_of({"people": [taro, {"roles": ["subject"], **known}]})
        assert re.sub(r"<[^>]*>|\n", "", WHOSE.render(document=shown, labels=labels)) == said
    own = shown_of({"people": [{**taro, "roles": ["applicant", "subject"]}]})
    assert [WHOSE.render(document=one, labels=labels).strip() for one in (own, shown_of({}))] == [
        "",
        "",
    ]


def test_a_birth_that_is_known_in_part_is_read_as_people_write_it() -> None:
    born = {"roles": ["applicant"], "birth_date": "1935-99-99", "born": "昭和10年（月日不詳）"}
    drawn = people(shown_of({"people": [born]}))
    assert "昭和10年（月日不詳）" in drawn
    assert "99" not in drawn


def test_a_clerk_reads_what_was_shown_who_wrote_and_what_was_delivered() -> None:
    evidence = [
        {"kind": "power_of_attorney", "state": "later", "due": "2026-12-07"},
        {"kind": "agent_id", "state": "seen", "expires_on": "2030-01-01"},
    ]
    scribe = {
        "by": "見本 あおい",
        "reason": "hand",
        "witness": "見本 いつき",
        "read_back_at": "2026-11-23T03:30:00+00:00",
        "confirmed": "spoken",
    }
    told = {"evidence": evidence, "scribe": scribe, "delivered_by_messenger": True}
    drawn = re.sub(r"<[^>]*>|\s", "", people(shown_of(told)))
    assert "委任状（原本はあとで2026-12-07まで）、来た方の身分証（有効期限2030-01-01）" in drawn
    how = "2026-11-2312:30に読み上げて本人が確認、口頭（職員が立ち会い）、立ち会い見本いつき"
    assert f"代筆見本あおい（手が不自由）、{how}" in drawn
    assert "使者が、できた申請書を持ってきました" in drawn


def test_every_evidence_of_the_tablet_has_its_word() -> None:
    assert labels.EVIDENCE.keys() == set(EVIDENCE_KINDS)
    assert labels.SCRIBE.keys() == set(REASONS)
