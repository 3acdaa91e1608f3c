"""Break lines between phrases, so that large text never tears a word apart.

Japanese has no spaces, and a browser breaks a line after any character. At 34
pixels, "お待ち|ください" broken as "お待ちくだ|さい" costs an old reader a second
look. BudouX finds the phrases; invisible characters tell Flutter where to break.
"""

from functools import cache, lru_cache

import budoux

BREAK_HERE = "\u200b"  # ZERO WIDTH SPACE
NO_BREAK = "\u2060"  # WORD JOINER

# A longer phrase than this may be broken anywhere: an unbreakable line would overflow.
LONGEST_PHRASE = 12


@cache
def _parser() -> budoux.Parser:
    return budoux.load_default_japanese_parser()


@lru_cache(maxsize=2048)
def phrased(text: str) -> str:
    """Return *text* with invisible marks so that lines break between phrases only.

    Text without Japanese is returned as it is. The marks are for the eye: give
    the unmarked text as the semantics label.
    """
    if not any(_is_japanese(character) for character in text):
        return text
    return "\n".join(
        BREAK_HERE.join(_held_together(phrase) for phrase in _parser().parse(line))
        for line in text.split("\n")
    )


def _held_together(phrase: str) -> str:
    if len(phrase) > LONGEST_PHRASE or not any(_is_japanese(c) for c in phrase):
        return phrase
    return NO_BREAK.join(phrase)


def _is_japanese(character: str) -> bool:
    return "\u3000" <= character <= "\u9fff" or "\uff00" <= character <= "\uffef"
