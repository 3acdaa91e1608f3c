"""Refuses passphrases that somebody else would try first."""

from functools import cache
from pathlib import Path
from typing import Final

from sync.passphrases import SHORTEST_PASSPHRASE, normalised

LONGEST: Final = 200
FEWEST_KINDS: Final = 5
COMMON: Final = Path(__file__).with_name("common_passphrases.txt")

EMPTY: Final = "合いことばが空です。"
SHORT: Final = f"合いことばは{SHORTEST_PASSPHRASE}文字以上にしてください。"
LONG: Final = f"合いことばは{LONGEST}文字までにしてください。"
SAME: Final = "合いことばに、もっといろいろな文字を使ってください。"
GUESSED: Final = "よく使われる合いことばです。ほかの人が思いつかないものにしてください。"
OWN: Final = "IDや名前とは別の合いことばにしてください。"


class PassphraseRefused(Exception):
    """A clerk may not have this passphrase; the text says why (Japanese)."""


def refuse_passphrase(passphrase: str, id: str, name: str) -> None:
    """Raise PassphraseRefused for what is short, common, or the clerk's own id or name.

    Spaces, capitals and what stands around a word do not make it another one:
    ``Password-2026!`` is ``password``.
    """
    text = normalised(passphrase)
    if not text.strip():
        raise PassphraseRefused(EMPTY)
    if len(text) < SHORTEST_PASSPHRASE:
        raise PassphraseRefused(SHORT)
    if len(text) > LONGEST:
        raise PassphraseRefused(LONG)
    folded, word = _folded(text), _word(text)
    if len(set(folded)) < FEWEST_KINDS:
        raise PassphraseRefused(SAME)
    if not word or {folded, word} & _common():
        raise PassphraseRefused(GUESSED)
    if word in (_word(id), _word(name)):
        raise PassphraseRefused(OWN)


def _folded(text: str) -> str:
    return "".join(normalised(text).casefold().split())


def _word(text: str) -> str:
    """Return what is left without the digits and signs around it, and only once if repeated."""
    folded = _folded(text)
    letters = [at for at, character in enumerate(folded) if character.isalpha()]
    word = folded[letters[0] : letters[-1] + 1] if letters else ""
    at = (word + word).find(word, 1)
    return word[:at]


@cache
def _common() -> frozenset[str]:
    lines = COMMON.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))
