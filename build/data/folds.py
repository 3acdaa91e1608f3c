"""Which characters of names are written for one another, from the MJ shrink map.

Source: MJ縮退マップ (文字情報技術促進協議会, IPA; CC BY-SA 2.1 JP), as jntajis-python carries it.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from typing import Final

from jntajis import MJShrinkSchemeCombo, mj_shrink_candidates

IDEOGRAPHS: Final = (
    range(0x3400, 0x4DC0),
    range(0x4E00, 0xA000),
    range(0xFA0E, 0xFA2A),
    range(0x20000, 0x323B0),
)
LEVEL_1: Final = range(0x889F, 0x9873)  # JIS X 0208, in Shift_JIS
ALL: Final = ~MJShrinkSchemeCombo(0)
NOTICES: Final = MJShrinkSchemeCombo.MOJ_FAMILY_REGISTER_ACT_RELATED_NOTICE


LICENCE: Final = "CC BY-SA 2.1 JP"


def source() -> str:
    """Return where the groups come from."""
    return f"MJ縮退マップ (文字情報技術促進協議会, IPA), jntajis-python {version('jntajis-python')}"


def folds() -> list[str]:
    """Return the groups of characters, each a text that begins with what stands for all of it."""
    head: dict[str, str] = {}
    for one in map(chr, (code for codes in IDEOGRAPHS for code in codes)):
        for other in _written_for(one):
            ends = sorted((_end(head, one), _end(head, other)), key=_rank)
            head[ends[1]] = ends[0]
    groups: dict[str, list[str]] = defaultdict(list)
    for one in sorted(head):
        if (end := _end(head, one)) != one:
            groups[end].append(one)
    return [end + "".join(groups[end]) for end in sorted(groups)]


def _written_for(one: str) -> Iterable[str]:
    """Return what *one* shrinks to: the most common sign, or all of the notices for a common one.

    What the map infers from readings alone would put common characters of other meanings together.
    """
    if _rank(one)[0] == 0:
        return _candidates(one, NOTICES)
    return sorted(_candidates(one, ALL), key=lambda other: _rank(other)[0])[:1]


def _candidates(one: str, combo: MJShrinkSchemeCombo) -> Iterator[str]:
    for found in mj_shrink_candidates(one, combo):
        plain = unicodedata.normalize("NFKC", found)
        if plain != one == unicodedata.normalize("NFKC", one) and len(plain) == 1:
            yield plain


def _rank(one: str) -> tuple[int, int]:
    """Order characters: level 1 of JIS X 0208, level 2, all others."""
    try:
        code = int.from_bytes(one.encode("shift_jis"), "big")
    except UnicodeEncodeError:
        return 2, ord(one)
    return int(code not in LEVEL_1), ord(one)


def _end(head: dict[str, str], one: str) -> str:
    while head.get(one, one) != one:
        one = head[one]
    return one
