"""Look up the sentences a person reads, by key and language."""

import logging
import re
import tomllib
from collections import ChainMap
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from field_app.platform.assets_folder import assets_folder
from field_app.words.visible import isolated

log = logging.getLogger(__name__)

LANGUAGES: Final = ("ja", "ja_easy", "en")
FALLBACK: Final = "ja"

# 漢字《かんじ》: the run of kanji before the brackets, and its reading.
RUBY = re.compile(r"([\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff々〆ヶ]+)《([^》]+)》")


class UnknownWord(KeyError):
    """A key that no words file has; raised only where *strict* asks for it."""


class Words:
    """The words of one language: ``words("shell.s_back")``.

    The words in the folder *over*, those of a content pack, come before the
    app's own. A key missing in the language is shown in Japanese, and a key missing
    everywhere is shown as itself: a wrong label never stops a visit. Tests
    pass ``strict=True`` and get :class:`UnknownWord` instead.
    """

    def __init__(
        self, language: str = FALLBACK, *, over: Path | None = None, strict: bool = False
    ) -> None:
        if language not in LANGUAGES:
            raise ValueError(f"language {language!r} is not one of {LANGUAGES}")
        self.language = language
        self._folder, self._over = assets_folder() / "words", over
        self._strict = strict

    def __call__(self, key: str, /, **params: object) -> str:
        """Return the text of *key* with *params* filled in, readings in brackets.

        漢字《かんじ》 in a words file becomes 漢字(かんじ); :meth:`marked`
        keeps the marks for the ruby component.
        """
        return plain(self.marked(key, **params))

    def marked(self, key: str, /, **params: object) -> str:
        """Return the text of *key* with its 《ruby》 marks left in."""
        text = self._find(key)
        try:
            return text.format_map(_as_parts(params)) if "{" in text else text
        except (KeyError, ValueError, IndexError) as refused:
            if self._strict:
                raise UnknownWord(f"{key}: {refused}") from refused
            log.error("words: %s lacks a parameter", key)
            return text

    def has(self, key: str) -> bool:
        """Tell whether this language or Japanese knows *key*."""
        return key in self._table(self.language) or key in self._table(FALLBACK)

    def _table(self, language: str) -> Mapping[str, str]:
        own = load_words(self._folder, language)
        return ChainMap(load_words(self._over, language), own) if self._over else own

    def _find(self, key: str) -> str:
        own = self._table(self.language).get(key)
        if own is not None:
            return own
        if self._strict:
            raise UnknownWord(f"{key} ({self.language})")
        log.error("words: %s is missing in %s", key, self.language)
        return self._table(FALLBACK).get(key, key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Words) and (self.language, self._over) == (
            other.language,
            other._over,
        )

    def __hash__(self) -> int:
        return hash((self.language, self._over))


def _as_parts(params: Mapping[str, object]) -> dict[str, object]:
    """Return *params* with every text as a part that cannot turn the sentence around it."""
    return {
        name: isolated(value) if isinstance(value, str) else value for name, value in params.items()
    }


def plain(text: str) -> str:
    """Turn 漢字《かんじ》 into 漢字(かんじ)."""
    return RUBY.sub(r"\1(\2)", text) if "《" in text else text


@cache
def load_words(folder: Path, language: str) -> dict[str, str]:
    """Read every words file of *language* once; keys are ``table.key``.

    Raises:
        ValueError: a file is not TOML, a value is not text, or two files
            claim the same key; the message names file and key.
    """
    words: dict[str, str] = {}
    for path in sorted((folder / language).glob("*.toml")):
        try:
            content = tomllib.loads(path.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as refused:
            raise ValueError(f"{language}/{path.name}: {refused}") from refused
        for key, value in flatten(content):
            if not isinstance(value, str):
                raise ValueError(f"{language}/{path.name}: {key} is not text")
            if key in words:
                raise ValueError(f"{language}/{path.name}: {key} is there twice")
            words[key] = value
    return words


def flatten(content: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield ``("a.b", value)`` for every value in nested tables."""
    for name, value in content.items():
        key = f"{prefix}{name}"
        if isinstance(value, dict):
            yield from flatten(value, f"{key}.")
        else:
            yield key, value
