"""Find what is wrong with a definition's words: missing, too long for its place, not translated."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from field_app.words.words import FALLBACK, LANGUAGES, UnknownWord, Words, plain

# The most characters of a Japanese label and line, by the beginning of its name.
LONGEST: Final = {"s": 16, "l": 40}
PARAMETER: Final = re.compile(r"\{[^}]*\}")
FOREIGN_WORD: Final = re.compile(r"[A-Za-z]*[a-z]{3}")
JAPANESE: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


def mistakes_in_words(keys: Iterable[str], folder: Path) -> Iterator[str]:
    """Yield what is missing or too long among *keys*, in the words of *folder* and the app's."""
    names = tuple(keys)
    for language in LANGUAGES:
        words = Words(language, over=folder, strict=True)
        for key in names:
            try:
                text = words.marked(key)
            except UnknownWord as unknown:
                yield f"no word {unknown}"
                continue
            if language == FALLBACK:
                yield from _too_long(key, text)


def words_not_translated(keys: Iterable[str], folder: Path) -> Iterator[str]:
    """Yield which Japanese words still stand in another language."""
    words = Words(FALLBACK, over=folder)
    for key in keys:
        text = PARAMETER.sub("", words(key))
        if FOREIGN_WORD.search(text) and not JAPANESE.search(text):
            yield f"{key}：「{text}」が日本語になっていません。"


def _too_long(key: str, text: str) -> Iterator[str]:
    limit = LONGEST.get(key.rsplit(".", 1)[-1][0])
    length = len(PARAMETER.sub("", plain(text)))
    if limit is not None and length > limit:
        yield f"{key} が{length}文字です。{limit}文字までにしてください。"
