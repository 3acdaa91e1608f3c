"""Find what is wrong with a definition's words: missing, too long for its place, not translated."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from field_app.words.words import FALLBACK, LANGUAGES, RUBY, UnknownWord, Words, plain

# The most characters of a Japanese label and line, by the beginning of its name.
LONGEST: Final = {"s": 16, "l": 40}
PARAMETER: Final = re.compile(r"\{[^}]*\}")
FOREIGN_WORD: Final = re.compile(r"[A-Za-z]*[a-z]{3}")
KANJI: Final = re.compile(r"[\u3400-\u9fff々]+")
JAPANESE: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


@dataclass(frozen=True)
class WordMistake:
    """What is wrong with a word: its key, in which language, and the rest of the sentence."""

    language: str
    key: str
    reason: str


WordsOf = Callable[[str], Words]


def mistakes_in_words(keys: Iterable[str], of: WordsOf) -> Iterator[WordMistake]:
    """Yield what is missing or too long among *keys*; *of* returns the words of a language."""
    names = tuple(keys)
    for language in LANGUAGES:
        words = of(language).strictly()
        for key in names:
            try:
                text = words.marked(key)
            except UnknownWord:
                yield WordMistake(
                    language, key, f" が {language} にありません。書き足してください。"
                )
                continue
            if language == FALLBACK:
                yield from _too_long(key, text)


def words_to_look_at(keys: Iterable[str], of: WordsOf) -> Iterator[WordMistake]:
    """Yield which Japanese words still stand in another language, and which kanji lack a reading.

    A word that is there in no language is none of these: it is a mistake.
    """
    words, easy = of(FALLBACK), of("ja_easy")
    for key in keys:
        text = PARAMETER.sub("", words(key)) if words.has(key) else ""
        if FOREIGN_WORD.search(text) and not JAPANESE.search(text):
            yield WordMistake(FALLBACK, key, f"：「{text}」が日本語になっていません。")
        marked = easy.marked(key) if easy.has(key) else ""
        if bare := KANJI.search(RUBY.sub("", marked)):
            reason = f"：「{bare[0]}」によみがながありません。漢字《かんじ》の形で書いてください。"
            yield WordMistake("ja_easy", key, reason)


def _too_long(key: str, text: str) -> Iterator[WordMistake]:
    limit = LONGEST.get(key.rsplit(".", 1)[-1][0])
    length = len(PARAMETER.sub("", plain(text)))
    if limit is not None and length > limit:
        reason = f" が{length}文字です。{limit}文字までにしてください。"
        yield WordMistake(FALLBACK, key, reason)
