"""Break lines between phrases, so that large text never tears a word apart.

Japanese has no spaces, and a browser breaks a line after any character. At 34
pixels, "お待ち|ください" broken as "お待ちくだ|さい" costs an old reader a second
look. BudouX finds the phrases; invisible characters tell Flutter where to break.
A reading in brackets stays with its 漢字(かんじ), and a mark with its letter: anything between
辻 and its variation selector would draw another 辻.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import Final

import budoux

BREAK_HERE = "\u200b"  # ZERO WIDTH SPACE
NO_BREAK = "\u2060"  # WORD JOINER

# A longer phrase than this may be broken: it might not fit on a line.
LONGEST_PHRASE = 12

# What stands between two spaces is one phrase, if it is short and no sentence ends in it.
SPACED_PHRASE: Final = re.compile("[^、。]{1,10}[、。]?")

NARROW: Final = 0.58  # a Latin letter, in widths of a Japanese one

# A letter with what belongs to it: the variant of a name, a dakuten of its own, an accent.
MARKS: Final = "\u0300-\u036f\u3099\u309a\ufe00-\ufe0f\U000e0100-\U000e01ef"
LETTER: Final = re.compile(f"(?s:.)[{MARKS}]*")
TORN: Final = re.compile(f"(?<=.)[{BREAK_HERE}](?=[{MARKS}])")

# A reading, and the 漢字(かんじ) that it belongs to with what must not begin the next line: a
# sign, or the particle that ends the phrase.
READING: Final = re.compile(r"(?<=[\u3400-\u9fff々〆ヶ])\([ぁ-ゖァ-ヶー・]+\)")
READ: Final = re.compile(
    r"[0-9]*[\u3400-\u9fff々〆ヶ]+\([ぁ-ゖァ-ヶー・]+\)(?:[、。」）]|[はがをにでとも](?= *$))?"
)
# Words of our pages that BudouX tears, mostly where they stand in kana.
TORN_WORDS: Final = re.compile(
    "なお[さしすせそりる]|ゆうちょ|さいご|もういちど|もう一度|うかが[いうえ]|くわえ|うごか|じゅんび|しょくいん|なまえ|もどった"
)

NOT_FIRST: Final = "・、。，！？）」』"  # no line begins with one of these

# Korean has spaces, and a browser breaks a line after any syllable all the same.
HANGUL_WORD: Final = re.compile(r"\S*[\uac00-\ud7a3]\S*")

# A phrase in parts: what has a reading, and what stands between.
READ_OR_NOT: Final = re.compile(f"{READ.pattern}|(?:(?!{READ.pattern}).)+")


@cache
def _parser() -> budoux.Parser:
    return budoux.load_default_japanese_parser()


@lru_cache(maxsize=2048)
def phrased(text: str, longest: int = LONGEST_PHRASE) -> str:
    """Return *text* with invisible marks so that lines break between phrases only.

    A phrase of more than *longest* letters may be broken, but not before or in a reading.
    Text without Japanese or Korean is returned as it is. The marks are for the eye: give
    the unmarked text as the semantics label.
    """
    if not any(_is_japanese(character) for character in text):
        return HANGUL_WORD.sub(lambda word: _word_held(word[0], longest), text)
    return "\n".join(
        TORN.sub(
            "",
            BREAK_HERE.join(_held_together(phrase, longest) for phrase in _phrases(line) if phrase),
        )
        for line in text.split("\n")
    )


def ems(text: str) -> float:
    """Return about how wide *text* is, in widths of a Japanese letter; rather too much."""
    return sum(1.0 if _is_wide(character) else NARROW for character in text)


@lru_cache(maxsize=512)
def longest_phrase(text: str) -> float:
    """Return how wide the longest phrase of *text* is, in widths of a Japanese letter."""
    parts = [one for line in text.split("\n") for one in _phrases(line)]
    words = parts if any(map(_is_japanese, text)) else text.split()
    return max((ems(one.strip()) for one in words), default=0.0)


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in ("W", "F")


def _phrases(line: str) -> Iterator[str]:
    """Yield the phrases of *line*; spaces, where it has some, end one.

    Easy Japanese puts a space behind each phrase: what stands between two is parted no further,
    since BudouX, which reads whole sentences, takes も of a lone もどします for a particle.
    """
    for word, spaces in re.findall(r"([^ ]*)( *)", line):
        is_one = " " in line.strip() and SPACED_PHRASE.fullmatch(READING.sub("", word))
        *others, last = [word] if is_one else ([*_phrases_of(word)] or [""])
        yield from others
        yield last + spaces


def _phrases_of(word: str) -> Iterator[str]:
    """Yield the phrases of *word* as they would be without readings, each with its own."""
    readings = {found.start(): found[0] for found in READING.finditer(word)}
    place = 0
    for phrase in _whole(_parser().parse(READING.sub("", word))):
        parts: list[str] = []
        for character in phrase:
            parts.append(character)
            place += 1
            if place in readings:
                parts.append(readings[place])
                place += len(readings[place])
        yield "".join(parts)


def _whole(phrases: Iterable[str]) -> Iterator[str]:
    """Yield *phrases* with torn words whole again; a sign of `NOT_FIRST` ends the one before."""
    held = ""
    for phrase in phrases:
        begins = phrase.lstrip(NOT_FIRST) if held else phrase
        held += phrase[: len(phrase) - len(begins)]
        if held and begins and not _is_torn(held, begins):
            yield held
            held = ""
        held += begins
    if held:
        yield held


def _is_torn(held: str, phrase: str) -> bool:
    """Tell whether a word that `TORN_WORDS` names lies across the end of *held*."""
    words = TORN_WORDS.finditer(held + phrase)
    return any(found.start() < len(held) < found.end() for found in words)


def _held_together(phrase: str, longest: int) -> str:
    """Return *phrase* with marks where it must not be broken: nowhere, if it is not too long.

    A longer one may be broken behind what has a reading.
    """
    if not any(_is_japanese(c) for c in phrase):
        return phrase
    if len(phrase) <= longest:
        return NO_BREAK.join(LETTER.findall(phrase))
    return "".join(
        NO_BREAK.join(LETTER.findall(part))
        if len(part) <= longest or READ.fullmatch(part)
        else part
        for part in READ_OR_NOT.findall(phrase)
    )


def _word_held(word: str, longest: int) -> str:
    """Return *word* with marks where it must not be broken: nowhere, if it is not too long."""
    return NO_BREAK.join(word) if len(word) <= longest else word


def _is_japanese(character: str) -> bool:
    return "\u3000" <= character <= "\u9fff" or "\uff00" <= character <= "\uffef"
