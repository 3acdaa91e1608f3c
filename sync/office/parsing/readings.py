"""Finds the readings in an application, by which a clerk looks for a person."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any, Final

from sync.wire.individual_number import texts_in

LONGEST: Final = 200
MOST: Final = 20
KANA: Final = re.compile(r"[ぁ-ゖァ-ヺーゝゞヽヾ・\s-]+")


def readings_of(document: dict[str, Any]) -> list[str]:
    """Return what is written in kana alone, an answer a text, its parts with a space between."""
    answers = document.get("answers") or []
    found = (" ".join(_kana_in(answer.get("value"))) for answer in answers)
    return list(dict.fromkeys(one[:LONGEST] for one in found if one))[:MOST]


def _kana_in(value: Any) -> Iterator[str]:
    for text in texts_in(value):
        plain = unicodedata.normalize("NFKC", text).strip()
        if plain.strip("-ー・ ") and KANA.fullmatch(plain):
            yield " ".join(plain.split())
