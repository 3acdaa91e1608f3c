"""Shows what cannot be seen: controls that turn or hide a text get a visible mark.

A name or a text is kept exactly as it was read or typed. A character in it
that turns the order of the letters, or that nobody sees, would let a screen
or a paper say something else than what is signed.
"""

import re
import unicodedata
from typing import Final

# Controls, marks of direction, zero-width characters, fillers and tags; a line break stays.
HIDDEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ud800-\udfff\ufeff\uffa0\ufff0-\ufffb"
    "\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]"
    # A selector chooses the shape of the ideograph before it; anywhere else it only hides there.
    "|(?<![\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])"
    "[\ufe00-\ufe0d\U000e0100-\U000e01ef]"
)
FIRST_STRONG_ISOLATE: Final = "\u2068"
POP_ISOLATE: Final = "\u2069"
ISOLATED: Final = re.compile("(\u2068[^\u2068\u2069]*\u2069)")
RIGHT_TO_LEFT: Final = frozenset({"R", "AL", "AN"})


def visible(text: str) -> str:
    """Return *text* with ``〔U+202E〕`` in place of each character that cannot be seen."""
    return HIDDEN.sub(_mark, text.replace("\r\n", "\n"))


def isolated(text: str) -> str:
    """Return *text*, visible, as a part of a sentence whose order it cannot turn.

    Letters that run from right to left, as Hebrew and Arabic do, stand within isolates.
    """
    seen = visible(text)
    if any(unicodedata.bidirectional(character) in RIGHT_TO_LEFT for character in seen):
        return FIRST_STRONG_ISOLATE + seen + POP_ISOLATE
    return seen


def shown(text: str) -> str:
    """Return a sentence as the screen shows it: visible, its isolated parts as they are."""
    return "".join(
        part if ISOLATED.fullmatch(part) and isolated(part[1:-1]) == part else visible(part)
        for part in ISOLATED.split(text)
    )


def _mark(found: re.Match[str]) -> str:
    return f"〔U+{ord(found[0]):04X}〕"
