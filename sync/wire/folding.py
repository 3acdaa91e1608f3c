"""Folds what was typed: names and titles to what is compared, codes to one way of writing.

A name has one width, one case, katakana without small ones, no spaces, hyphens or dots, and
one character for all that names are written with: 「吉高」 finds 𠮷髙. That is never shown and
never kept instead of what was written.

Source: MJ縮退マップ in ``name_folds.txt``, which ``python -m build.data`` makes.
"""

import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

TABLE: Final = Path(__file__).with_name("name_folds.txt")
DASHES: Final = "-‐‑‒–—―−－─━ーｰ~〜～"
_DROPPED: Final = f"{DASHES} \t\r\n\u2028\u2029'’·・･․."
_SMALL: Final = dict(
    zip("ァィゥェォッャュョヮヵヶヰヱ", "アイウエオツヤユヨワカケイエ", strict=True)
)
# Nothing of these is seen: they choose a form of a character, a direction, or a place to break.
_UNSEEN: Final = (
    *((0x00AD, 0x00AE), (0x034F, 0x0350), (0x061C, 0x061D), (0x180B, 0x180F), (0x200B, 0x2010)),
    *((0x202A, 0x202F), (0x2060, 0x2070), (0xFE00, 0xFE10), (0xFEFF, 0xFF00)),
    *((0xE0000, 0xE0080), (0xE0100, 0xE01F0)),
)

KANJI_DIGITS: Final = str.maketrans(
    "〇零○◯一壱壹二弐貳三参參四五伍六七八九", "00001112223334556789"
)
_PLAIN: Final = {**dict.fromkeys(map(ord, DASHES), "-"), **dict.fromkeys(map(ord, "\t\r\n"), " ")}


def plain(text: str) -> str:
    """Return *text* with one width, one hyphen and one space; for codes, never for names."""
    one_width = unicodedata.normalize("NFKC", text.translate(_unseen())).translate(_PLAIN)
    return " ".join(one_width.split())


def digits_of(text: str, between: str = " -") -> str:
    """Return the digits of *text*, kanji ones too; empty where anything else is in it.

    Args:
        text: as it was typed.
        between: what may stand between the digits, as :func:`plain` writes it.
    """
    digits = plain(text).translate(KANJI_DIGITS | dict.fromkeys(map(ord, between)))
    return digits if digits.isascii() and digits.isdigit() else ""


def folded(text: str) -> str:
    """Return *text* as it is compared; folding what is folded changes nothing."""
    seen = unicodedata.normalize("NFKD", text.translate(_unseen()))
    plain = unicodedata.normalize("NFKD", seen.casefold()).translate(_table())
    return unicodedata.normalize("NFC", plain)


@cache
def _unseen() -> dict[int, None]:
    return dict.fromkeys(code for first, end in _UNSEEN for code in range(first, end))


@cache
def _table() -> dict[int, str | None]:
    """Return what each character becomes; accents go, the voicing of kana stays."""
    accents = (code for code in range(0x300, 0x370))
    hiragana = {code: chr(code + 0x60) for code in (*range(0x3041, 0x3097), 0x309D)}
    kana = {code: _SMALL.get(large, large) for code, large in hiragana.items()}
    return {
        **dict(_names()),
        **kana,
        **{ord(small): large for small, large in _SMALL.items()},
        **dict.fromkeys((*map(ord, _DROPPED), *accents), None),
    }


def _names() -> Iterator[tuple[int, str]]:
    """Yield every character of a name that another one stands for; the first line is the head."""
    for group in TABLE.read_text(encoding="utf-8").splitlines()[1:]:
        yield from ((ord(one), group[0]) for one in group[1:])
