"""Shows characters that nobody sees, so that no text looks like another one."""

import re
from typing import Final

# What has a shape as a sign and one as a picture, so that FE0E or FE0F may follow it: blocks of
# signs and pictures in whole, and single ones (emoji-variation-sequences.txt, not checked there).
_TWO_SHAPES: Final = (
    "\xa9\xae\u203c\u2049\u2122\u2139\u2190-\u27bf\u2900-\u2bff"
    "\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
)
# Controls, marks of direction, zero-width characters, fillers and tags; a line break stays.
UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ud800-\udfff\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]"
    # A selector chooses the shape of the ideograph before it; anywhere else it only hides there.
    "|(?<![\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])"
    "[\ufe00-\ufe0d\U000e0100-\U000e01ef]"
    # The same for pictures; a digit has one inside a key's frame (U+20E3) only.
    f"|(?<![{_TWO_SHAPES}])[\ufe0e\ufe0f](?!(?<=[#*0-9].)\u20e3)"
)
_LINES: Final = re.compile("[\t\n\r]+")
_NAMES: Final = {
    **{0x202A: "LRE", 0x202B: "RLE", 0x202C: "PDF", 0x202D: "LRO", 0x202E: "RLO"},
    **{0x2066: "LRI", 0x2067: "RLI", 0x2068: "FSI", 0x2069: "PDI"},
    **{0x200E: "LRM", 0x200F: "RLM", 0x061C: "ALM"},
}


def unseen_name(character: str) -> str:
    """Return what an unseen character is called: ``RLO``, else its number ``U+200B``."""
    return _NAMES.get(ord(character), f"U+{ord(character):04X}")


def visible(text: str) -> str:
    """Return *text* with a mark such as ［RLO］ in the place of each unseen character."""
    return UNSEEN.sub(lambda found: f"［{unseen_name(found[0])}］", text.replace("\r\n", "\n"))


def one_line(text: str) -> str:
    """Return *text* visible and on one line, for a terminal, a log or a table."""
    return visible(_LINES.sub(" ", text))
