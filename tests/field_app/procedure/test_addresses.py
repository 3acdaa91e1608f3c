"""An address is kept as it was written, with a postal code that exists; its parts are exported."""

from typing import Any

import pytest

from field_app.lookup.tables import own_tables
from field_app.procedure.answers import exported, validate
from field_app.procedure.definition.model import Question
from field_app.procedure.definition.refused import AnswerRefused
from field_app.procedure.kinds.kind import ValidationContext
from tests.vectors import TODAY, Vector, vectors

QUESTION = Question(id="address", kind="address")


def kept(raw: object) -> Any:
    return validate(QUESTION, raw, ValidationContext(TODAY))


@pytest.mark.parametrize("vector", vectors("address"), ids=lambda one: one.id)
def test_address_vectors(vector: Vector) -> None:
    if vector.right == "REFUSE":
        with pytest.raises(AnswerRefused):
            kept(vector.input)
    else:
        part = "postal" if vector.id.startswith("postal") else "text"
        assert kept(vector.input)[part] == vector.right


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        ({"postal": "9999999", "text": "別府市北浜"}, "kinds.p_postal_unknown"),
        ({"postal": "874", "text": "別府市北浜"}, "kinds.p_postal"),
        ({"postal": "八七四", "text": "別府市北浜"}, "kinds.p_postal"),
        ({"postal": "", "text": "　"}, "kinds.p_empty"),
        ({"postal": "", "text": "同 上"}, "kinds.p_address_in_full"),
        *(
            ({"postal": "", "text": text}, "kinds.p_address_in_full")
            for text in ("父と同じ", "住民票に同じ", "上記のとおり", "〃", "わからない", "同左です")
        ),
        ({"postal": "", "text": "１ー２番地"}, "kinds.p_address_town"),
        ({"postal": "", "text": "大分県"}, "kinds.p_address_town"),
        ({"postal": "", "text": "x"}, "kinds.p_address_town"),
        ({"postal": "", "text": "別府市\0北浜"}, "kinds.p_characters"),
        ("あ" * 201, "kinds.p_too_long"),
    ],
)
def test_what_is_no_address_is_refused_with_the_way_on(raw: object, key: str) -> None:
    with pytest.raises(AnswerRefused) as refused:
        kept(raw)
    assert refused.value.message_key == key


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("別府市\u202e北浜\u200b１", "別府市北浜１"),
        ("別府市\t北浜\r\n１", "別府市　北浜　１"),
        ("葛\U000e0100城市1-1", "葛\U000e0100城市1-1"),
        ("住所不定", "住所不定"),
        ("見本方1番", "見本方1番"),
    ],
)
def test_what_nobody_sees_is_no_part_of_an_address(raw: str, text: str) -> None:
    assert kept(raw)["text"] == text


def test_the_parts_are_exported_beside_what_was_written() -> None:
    text = "別府市北浜１丁目１－１　見本荘２０１"
    out = exported(QUESTION, kept({"postal": "874-0920", "text": text}), own_tables())
    assert (out["postal"], out["text"]) == ("8740920", text)
    assert out["parts"] == {
        "pref": "大分県", "city": "別府市", "oaza_cho": "北浜", "chome": "一丁目", "banchi": "1-1",
        "building": "見本荘２０１", "original": text,
    }  # fmt: skip
