"""Refuses passphrases that somebody else would try first."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

from sync.passphrases import SHORTEST_PASSPHRASE, normalised

LONGEST: Final = 200
FEWEST_KINDS: Final = 5
COMMON: Final = Path(__file__).with_name("common_passphrases.txt")

EMPTY: Final = "合言葉が空です。"
SHORT: Final = f"合言葉は{SHORTEST_PASSPHRASE}文字以上にしてください。"
LONG: Final = f"合言葉は{LONGEST}文字までにしてください。"
SAME: Final = "合言葉に、もっといろいろな文字を使ってください。"
GUESSED: Final = "よく使われる合言葉です。ほかの人が思いつかないものにしてください。"
OWN: Final = "IDや名前とは別の合言葉にしてください。"


class PassphraseRefused(Exception):
    """A clerk may not have this passphrase; the text says why (Japanese)."""


def refuse_passphrase(passphrase: str, id: str, name: str) -> None:
    """Raise PassphraseRefused for what is short, common, or the clerk's own id or name.

    Spaces, capitals, digits and signs do not make a word another one, nor does writing it
    twice: ``Password-2026!`` is ``password``, ``clerk2clerk2`` is ``clerk``.
    """
    text = normalised(passphrase)
    if not text.strip():
        raise PassphraseRefused(EMPTY)
    if len(text) < SHORTEST_PASSPHRASE:
        raise PassphraseRefused(SHORT)
    if len(text) > LONGEST:
        raise PassphraseRefused(LONG)
    folded, word, letters = _folded(text), _word(text), _letters(text)
    if len(set(folded)) < FEWEST_KINDS:
        raise PassphraseRefused(SAME)
    if not word or {folded, word, _once(letters)} & _common():
        raise PassphraseRefused(GUESSED)
    if not _without(letters, [id, name, *name.split()]):
        raise PassphraseRefused(OWN)


def _folded(text: str) -> str:
    return "".join(normalised(text).casefold().split())


def _word(text: str) -> str:
    """Return what is left without the digits and signs around it, and only once if repeated."""
    folded = _folded(text)
    letters = [at for at, character in enumerate(folded) if character.isalpha()]
    return _once(folded[letters[0] : letters[-1] + 1]) if letters else ""


def _letters(text: str) -> str:
    return "".join(filter(str.isalpha, _folded(text)))


def _once(word: str) -> str:
    return word[: (word + word).find(word, 1)]


def _without(letters: str, owns: Iterable[str]) -> str:
    """Return what is left of *letters* without the letters of each of *owns*, the longest first."""
    for own in sorted(map(_letters, owns), key=len, reverse=True):
        letters = letters.replace(own, "")
    return letters


@cache
def _common() -> frozenset[str]:
    lines = COMMON.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))
