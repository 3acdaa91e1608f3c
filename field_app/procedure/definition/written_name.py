"""Keep a name as it is written, whole or in 姓 and 名; single names and Latin ones have one part.

Source: GIF DS-431 (person); 住民基本台帳事務処理要領 (旧氏, 通称); MJ: no character is replaced.
"""

import re
import unicodedata
from typing import Final

from field_app.procedure.definition.characters import kept_characters
from field_app.procedure.definition.refused import AnswerRefused

LONGEST: Final = 200
SPACE: Final = "　"
# What names are written with beside letters: marks of Japanese, Latin and registered names.
SIGNS: Final = frozenset("・･.．,，'’‘`´-‐‑–—－=＝:：/／&＆()（）[]［］〔〕〈〉")
LETTERS: Final = ("L", "M", "Nl", "Zs")
# Stand where another system lost a character: 「●田」.
LOST: Final = frozenset("?？●○◯■□◆◇★☆〓＿_*＊�")
BRACKETS: Final = frozenset("()（）[]［］〔〕〈〉")


def read_name(text: str) -> str:
    """Return a name as it was written, its parts one space apart.

    A tab, a line end or another odd space between parts becomes one of the name's own width.

    Raises:
        AnswerRefused: it is empty, too long, or holds what no name is written with.
    """
    kept = kept_characters(text).strip()
    if not kept:
        raise AnswerRefused("kinds.p_empty")
    if len(kept) > LONGEST:
        raise AnswerRefused("kinds.p_too_long", most=LONGEST)
    name = re.sub(r"\s+", lambda found: _space(found[0], kept), kept)
    if LOST & set(name):
        raise AnswerRefused("kinds.p_name_lost")
    if not all(c in SIGNS or unicodedata.category(c).startswith(LETTERS) for c in name):
        raise AnswerRefused("kinds.p_name")
    return name


def split_name(name: str) -> tuple[str, str]:
    """Return 姓 and 名 of a whole name; all of it and nothing where one space does not part it.

    A name with brackets (旧氏, 通称) and a Latin one stay whole: their order is their own.
    """
    parts = name.split()
    if len(parts) != 2 or BRACKETS & set(name) or is_latin(name):
        return name, ""
    return parts[0], parts[1]


def is_latin(name: str) -> bool:
    """Tell whether a name has no Japanese letter at all, as a residence card writes it."""
    return all(ord(c) < 0x2E80 for c in name)


def _space(found: str, name: str) -> str:
    """Return one space: as it was typed, else as wide as the name's letters."""
    if set(found) in ({" "}, {SPACE}):
        return found[0]
    return " " if is_latin(name.replace(SPACE, "")) else SPACE
