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
        ({"postal": "", "text": "１ー２番地"}, "kinds.p_address_town"),
        ("あ" * 201, "kinds.p_too_long"),
    ],
)
def test_what_is_no_address_is_refused_with_the_way_on(raw: object, key: str) -> None:
    with pytest.raises(AnswerRefused) as refused:
        kept(raw)
    assert refused.value.message_key == key


def test_the_parts_are_exported_beside_what_was_written() -> None:
    text = "別府市北浜１丁目１－１　見本荘２０１"
    out = exported(QUESTION, kept({"postal": "874-0920", "text": text}), own_tables())
    assert (out["postal"], out["text"]) == ("8740920", text)
    assert out["parts"] == {
        "pref": "大分県", "city": "別府市", "oaza_cho": "北浜", "chome": "一丁目", "banchi": "1-1",
        "building": "見本荘２０１", "original": text,
    }  # fmt: skip
