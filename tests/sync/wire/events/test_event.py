"""An event says what its kind allows and nothing else, and one changed byte is found."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import assume, given
from hypothesis import strategies as st

from sync.errors import SignatureInvalid, WireError
from sync.wire.canonical import canonical
from sync.wire.envelope import NO_PREVIOUS
from sync.wire.events.event import SignedEvent, sign_event, verify_event
from sync.wire.events.event_kinds import (
    OFFICE_KINDS,
    TABLET_BOOK,
    TABLET_KINDS,
    UNTIL,
    Rule,
    allows,
    refuse_detail,
)
from tests.sync.wire.events.events import KEY, VISIT, chain, event, locks

FIELDS = [
    (kinds, kind, name, rule)
    for kinds in (TABLET_KINDS, OFFICE_KINDS)
    for kind, rules in kinds.items()
    for name, rule in rules.items()
]
# What a careless caller might put in: a name, an address, a birth date, My Number, a telephone.
PERSONAL = (
    "見本　太郎",
    "ミホン タロウ",
    "mihon taro",
    "見本県見本市見本町1-2-3",
    "1950-01-01",
    "1950-01-01T00:00:00.000+00:00",
    "123456789012",
    "0990-00-1234",
    "0990001234",
    "taro@example.jp",
    "1234",
    "",
)


@pytest.mark.parametrize("text", PERSONAL)
def test_no_field_of_any_kind_takes_personal_data(text: str) -> None:
    assert [(kind, name) for _, kind, name, rule in FIELDS if allows(rule, text)] == []
    for field in ("staff", "visit", "boot", "device", "prev", "kind"):
        with pytest.raises(ValueError, match=r"not of its form|no such kind"):
            replace(event(None), **{field: text})  # type: ignore[arg-type]


@given(text=st.text(), where=st.sampled_from(FIELDS))
def test_any_text_in_a_field_is_refused_unless_its_rule_knows_it(
    text: str, where: tuple[Any, str, str, Rule]
) -> None:
    kinds, kind, name, rule = where
    assume(not (isinstance(rule, frozenset) and text in rule))
    assume(not (isinstance(rule, re.Pattern) and rule.fullmatch(text)))
    detail = {other: some_value(rule) for other, rule in kinds[kind].items()} | {name: text}
    device = "office" if kinds is OFFICE_KINDS else "0123456789abcdef"
    with pytest.raises(ValueError, match="is not of its form"):
        event(None, kind, device=device, detail=detail)


@given(name=st.text(max_size=20), value=st.text(max_size=20) | st.integers())
def test_a_field_that_its_kind_does_not_know_is_refused(name: str, value: str | int) -> None:
    for kind, rules in TABLET_KINDS.items():
        if name not in rules:
            known = {other: some_value(rule) for other, rule in rules.items()}
            with pytest.raises(ValueError, match="other fields than"):
                refuse_detail(TABLET_BOOK, kind, {**known, name: value})


def test_a_field_left_out_is_refused() -> None:
    with pytest.raises(ValueError, match="sealed: other fields"):
        event(None, "sealed", detail={"envelope": "ab" * 16})


def test_a_refusal_does_not_quote_the_value() -> None:
    with pytest.raises(ValueError, match="result") as refused:
        event(None, "card_read", detail={"task": "pin", "result": "見本太郎"})
    assert "見本" not in str(refused.value)


@pytest.mark.parametrize("value", [True, 11, -1, 3.0, "3", None])
def test_a_number_outside_its_range_or_of_another_type_is_refused(value: object) -> None:
    assert not allows(TABLET_KINDS["sign_in_refused"]["tries_left"], value)


def test_the_detail_cannot_be_changed_after_the_check() -> None:
    given_detail: dict[str, str | int] = {"method": "spoken"}
    said = event(None, "confirmed", detail=given_detail)
    given_detail["method"] = "見本太郎"
    assert said.detail == {"method": "spoken"}
    with pytest.raises(TypeError, match="item assignment"):
        said.detail["method"] = "見本太郎"  # type: ignore[index]


def test_reading_returns_what_was_signed() -> None:
    for signed in chain([("confirmed", {"method": "spoken"}), ("visit_opened", {})]):
        again = SignedEvent.from_bytes(signed.to_bytes())
        verify_event(again, KEY.public_key())
        assert again == signed
    assert signed.event.visit == VISIT


def test_each_event_names_the_one_before_it() -> None:
    first, second = locks(2)
    assert (first.event.seq, first.event.prev) == (1, NO_PREVIOUS)
    assert (second.event.seq, second.event.prev) == (2, first.digest())


def test_any_changed_byte_is_found() -> None:
    (signed,) = chain([("confirmed", {"method": "spoken"})])
    raw = signed.to_bytes()
    for at in range(len(raw)):
        changed = raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]
        with pytest.raises(WireError):
            verify_event(SignedEvent.from_bytes(changed), KEY.public_key())


def test_another_key_is_refused() -> None:
    (signed,) = locks(1)
    with pytest.raises(SignatureInvalid):
        verify_event(signed, Ed25519PrivateKey.generate().public_key())


def test_an_office_event_is_no_tablets_event() -> None:
    said = event(None, "opened", device="office", detail={"envelope": "ab" * 16})
    office = sign_event(said, KEY)
    raw = office.to_bytes().replace(b'"office"', b'"0123456789abcdef"')
    with pytest.raises(WireError):
        SignedEvent.from_bytes(raw)  # a tablet opens no application


@pytest.mark.parametrize(
    "change",
    [
        {"v": 2},
        {"seq": 0},
        {"seq": True},
        {"mono_s": 1},
        {"mono_s": float("inf")},
        {"mono_s": 0.1234567},
        {"at": "2026-02-30T00:00:00.000+00:00"},
        {"at": "2026-11-23T01:00:00.000+09:00"},
        {"kind": "named"},
        {"detail": []},
        {"name": "x"},
    ],
)
def test_a_signed_event_with_another_value_or_field_is_not_read(change: dict[str, object]) -> None:
    (signed,) = locks(1)
    fields = {**json.loads(signed.event.to_bytes()), **change}
    if fields["mono_s"] == float("inf"):
        body = json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()
    else:
        body = canonical(fields)
    with pytest.raises(WireError, match="event"):
        SignedEvent.from_bytes(KEY.sign(TABLET_BOOK.domain + body) + body)


@given(st.data())
def test_whatever_may_be_said_is_read_as_it_was_signed(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(sorted(TABLET_KINDS)))
    rules = TABLET_KINDS[kind]
    detail = {name: data.draw(values(rule), name) for name, rule in rules.items()}
    signed = sign_event(event(None, kind, detail=detail), KEY)
    again = SignedEvent.from_bytes(signed.to_bytes())
    verify_event(again, KEY.public_key())
    assert again == signed
    assert again.digest() == signed.digest()


def values(rule: Rule) -> st.SearchStrategy[str | int]:
    if isinstance(rule, range):
        return st.integers(rule[0], rule[-1])
    if isinstance(rule, frozenset):
        return st.sampled_from(sorted(rule))
    return st.from_regex(rule, fullmatch=True).filter(lambda text: allows(rule, text))


@given(st.binary(max_size=300))
def test_other_bytes_are_no_event(content: bytes) -> None:
    with pytest.raises(WireError):
        SignedEvent.from_bytes(content)


def some_value(rule: Rule) -> str | int:
    """Return a value that *rule* lets through."""
    if isinstance(rule, range):
        return rule[0]
    if isinstance(rule, frozenset):
        return min(rule)
    if rule is UNTIL:
        return "2026-12-01T00:00:00.000+00:00"
    return next(v for v in ("ab" * 8, "ab" * 16, "ab" * 32, "1.2.3") if rule.fullmatch(v))
