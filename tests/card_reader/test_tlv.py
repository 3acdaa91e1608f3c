"""Lengths in every form; damage ends in CardUnreadable and nothing else."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from card_reader import tlv
from card_reader.contents import parse_attributes
from card_reader.errors import CardUnreadable


@pytest.mark.parametrize("head", [b"\xdf\x22\x03", b"\xdf\x22\x81\x03", b"\xdf\x22\x82\x00\x03"])
def test_every_length_form_is_read(head: bytes) -> None:
    assert tlv.parse(head + b"abc") == {0xDF22: b"abc"}


@given(st.binary(max_size=600))
def test_what_is_built_is_read(value: bytes) -> None:
    built = tlv.build(0xFF20, value)
    assert tlv.total_length(built[:7]) == len(built)
    assert tlv.parse(built + b"\xff" * 9) == {0xFF20: value}


@given(st.binary(max_size=300))
def test_anything_else_is_refused_calmly(content: bytes) -> None:
    with contextlib.suppress(CardUnreadable):
        tlv.parse(content)
    with contextlib.suppress(CardUnreadable):
        parse_attributes(content)
