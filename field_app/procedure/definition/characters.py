"""Say which characters of a text are kept, dropped or refused; what is seen is never changed.

* Dropped: what nobody sees and no script of a name needs: zero-width marks, direction marks and
  overrides, soft hyphens, tags (Unicode class Cf). They come with what is pasted, and hide or
  turn around what others read.
* Kept: variation selectors (辻 with one dot), every letter and its own form; NFKC is never used.
* Joined: a letter and the marks that follow it (か and ゛), as Macs and some keyboards send them;
  a compatibility ideograph is not touched by it, as NFC would make 神 of U+FA19.
* Refused: controls (class Cc) but for tabs and line ends, lone surrogates, characters that only
  one machine's font knows (Co), and those that no standard has yet (Cn).
"""

import re
import unicodedata
from typing import Final

from field_app.procedure.definition.refused import AnswerRefused

BREAKS: Final = "\t\n\r"
REFUSED: Final = ("Cc", "Cs", "Co", "Cn")
# A base and marks that have a place in the order of marks; variation selectors have none.
WITH_MARKS: Final = re.compile(
    "[^\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
    "[\u0300-\u034e\u0350-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a]+"
)


def kept_characters(text: str) -> str:
    """Return *text* with letters and their marks joined, and without what nobody sees.

    Raises:
        AnswerRefused: a character has no meaning outside the machine that wrote it.
    """
    seen = "".join(c for c in text if unicodedata.category(c) != "Cf")
    if any(unicodedata.category(c) in REFUSED and c not in BREAKS for c in seen):
        raise AnswerRefused("kinds.p_characters")
    return WITH_MARKS.sub(lambda found: unicodedata.normalize("NFC", found[0]), seen)
