"""Say one mistake of a file: where it stands, what it is, and what was probably meant."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True)
class Mistake:
    """One thing that an author has to change.

    Attributes:
        field: the way to it, such as ``questions.4.kind``; ``-`` for the whole file.
        reason: what is wrong and what to do, in Japanese.
        line: where it stands in the file; None where it cannot be told.
    """

    field: str
    reason: str
    line: int | None = None


def meant(word: str, known: Iterable[str]) -> str:
    """Return which of *known* was probably meant, or all of them where none is near."""
    names = sorted(known)
    near = get_close_matches(word, names, n=1, cutoff=0.6)
    if near:
        return f"「{near[0]}」ではありませんか。"
    return f"書けるのは次のどれかです：{'、'.join(names)}。" if names else ""
