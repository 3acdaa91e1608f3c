"""Keeps a text from turning the sentence around it; what cannot be seen in it is marked.

A name or a text is kept exactly as it was read or typed. A character in it
that turns the order of the letters, or that nobody sees, would let a screen
or a paper say something else than what is signed.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from sync.visible import visible as visible  # components import no sync

FIRST_STRONG_ISOLATE: Final = "\u2068"
POP_ISOLATE: Final = "\u2069"
ISOLATED: Final = re.compile("(\u2068[^\u2068\u2069]*\u2069)")
RIGHT_TO_LEFT: Final = frozenset({"R", "AL", "AN"})


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


def code_points(characters: Iterable[str]) -> str:
    """Return U+9648、U+845B U+E0103: what to call characters that no font draws."""
    return "、".join(" ".join(f"U+{ord(part):04X}" for part in one) for one in characters)
