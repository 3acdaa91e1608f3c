"""Look up the sentences a person reads, by key and language."""

import logging
import re
import tomllib
from collections import ChainMap
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from field_app.platform.assets_folder import assets_folder
from field_app.words.said import SaidText
from field_app.words.translated import Translation, codes_in, has_places, load_translation
from field_app.words.visible import isolated
from sync.wire.content.language import BUILT_IN, LanguageHead

log = logging.getLogger(__name__)

LANGUAGES: Final = BUILT_IN
FALLBACK: Final = "ja"
# How each language of the app calls itself; never translated.
OWN_NAMES: Final = {"ja": "日本語", "ja_easy": "やさしい日本語", "en": "English"}
NOTHING_SAID: Final[Mapping[str, dict[str, str]]] = MappingProxyType({})

KANJI: Final = r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff々〆ヶ]"
# 漢字《かんじ》: the run of kanji before the brackets, and its reading.
RUBY = re.compile(rf"({KANJI}+)《([^》]+)》")
UNREAD: Final = re.compile(rf"{KANJI}+(?!《|{KANJI})")  # a run of kanji without a reading


class UnknownWord(KeyError):
    """A key that no words file has; raised only where *strict* asks for it."""


class Words:
    """The words of one language: ``words("shell.s_back")``.

    What the city *said* in its layer, by language and key, comes before the words in the
    folder *over*, those of a content pack; these come before the app's own. A key missing
    in the language is shown in Japanese, and a key missing everywhere is shown as itself:
    a wrong label never stops a visit. Tests pass ``strict=True`` and get
    :class:`UnknownWord` instead.

    A language of ``languages/`` may lack texts, or have some of an older Japanese. There the
    whole sentence is of the language that its head names, whatever is put into it.
    """

    def __init__(
        self,
        language: str = FALLBACK,
        *,
        over: Path | None = None,
        said: Mapping[str, dict[str, str]] = NOTHING_SAID,
        strict: bool = False,
    ) -> None:
        self.language = language
        self._folder, self._over, self._of_city = assets_folder() / "words", over, said
        self._strict = strict
        self._added = () if language in LANGUAGES else self._translations(language)
        if language not in LANGUAGES and self.head is None:
            raise ValueError(f"language {language!r} is not one of {self.languages()}")

    def __call__(self, key: str, /, **params: object) -> str:
        """Return the text of *key* with *params* filled in, readings in brackets.

        漢字《かんじ》 in a words file becomes 漢字(かんじ); :meth:`marked`
        keeps the marks for the ruby component.
        """
        return plain(self.marked(key, **params))

    def marked(self, key: str, /, **params: object) -> str:
        """Return the text of *key* with its 《ruby》 marks left in."""
        if self._added:
            return self._said(key, params)
        text = self._find(key)
        try:
            return text.format_map(_as_parts(self._again(params))) if "{" in text else text
        except (KeyError, ValueError, IndexError) as refused:
            if self._strict:
                raise UnknownWord(f"{key}: {refused}") from refused
            log.error("words: %s lacks a parameter", key)
            return text

    def strictly(self) -> "Words":
        """Return the same words, with :class:`UnknownWord` for one that is missing."""
        return Words(self.language, over=self._over, said=self._of_city, strict=True)

    def has(self, key: str) -> bool:
        """Tell whether this language or Japanese knows *key*."""
        return key in self._table(self.built_in) or key in self._table(FALLBACK)

    def languages(self) -> dict[str, str]:
        """Return the code of every language that there is, with its own name."""
        codes = {code for parent in self._parents() for code in codes_in(parent)}
        heads = {code: self._head(code) for code in sorted(codes)}
        return OWN_NAMES | {code: head.name for code, head in heads.items() if head}

    @property
    def built_in(self) -> str:
        """The language itself, or of an added one what is read where it has no text."""
        return self.head.fallback if self.head else self.language

    @property
    def head(self) -> LanguageHead | None:
        """What an added language says of itself; None for those of the app."""
        return next((one.head for one in self._added if one.head), None)

    @property
    def machine_note(self) -> str:
        """The sentence that no speaker approved these texts yet; empty once all are."""
        if self.head is None or _is_approved(self._added, self._over, self._folder):
            return ""
        return self.head.machine_note

    @property
    def font(self) -> Path | None:
        """The font that an added language brings along."""
        return next((one.font for one in self._added if one.font), None)

    def _table(self, language: str) -> Mapping[str, str]:
        found = [self._of_city[language]] if language in self._of_city else []
        found += [load_words(self._over, language)] if self._over else []
        return ChainMap(*found, load_words(self._folder, language))

    def _find(self, key: str) -> str:
        own = self._table(self.language).get(key)
        if own is not None:
            return own
        if self._strict:
            raise UnknownWord(f"{key} ({self.language})")
        log.error("words: %s is missing in %s", key, self.language)
        return self._table(FALLBACK).get(key, key)

    def _said(self, key: str, params: Mapping[str, object]) -> SaidText:
        """Return a sentence of an added language; all of it of another where a part is."""
        is_renamed = key in self._of_city.get(FALLBACK, {})  # a translation is of the old text
        text = None if is_renamed else self._current().get(key)
        parts = (one for one in params.values() if isinstance(one, SaidText))
        if text is not None and all(one.language == self.language for one in parts):
            return SaidText(text.format_map(_as_parts(params)), self.language, key, params)
        other = Words(self.built_in, over=self._over, said=self._of_city)
        return SaidText(other.marked(key, **params), other.language, key, params)

    def _again(self, params: Mapping[str, object]) -> dict[str, object]:
        """Return *params* with each that is a sentence of another language said in this one."""
        return {
            name: self(one.key, **one.params)
            if isinstance(one, SaidText) and one.language != self.language
            else one
            for name, one in params.items()
        }

    def _current(self) -> Mapping[str, str]:
        return _current(self._added, self._over, self._folder)

    def _parents(self) -> tuple[Path, ...]:
        own = self._folder.parent
        return (self._over.parent, own) if self._over else (own,)

    def _translations(self, language: str) -> tuple[Translation, ...]:
        found = (load_translation(parent, language) for parent in self._parents())
        return tuple(one for one in found if one is not None)

    def _head(self, code: str) -> LanguageHead | None:
        return next((one.head for one in self._translations(code) if one.head), None)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Words)
            and (self.language, self._over) == (other.language, other._over)
            and self._of_city == other._of_city
        )

    def __hash__(self) -> int:
        return hash((self.language, self._over))


@cache
def _current(added: tuple[Translation, ...], over: Path | None, folder: Path) -> Mapping[str, str]:
    """Return the texts that were made from the Japanese of now, those of the pack first."""
    japanese = ChainMap(load_words(over, FALLBACK) if over else {}, load_words(folder, FALLBACK))
    return ChainMap(
        *(
            {
                key: text
                for key, text in one.texts.items()
                if key in japanese
                and one.is_current(key, japanese[key])
                and has_places(text, japanese[key])
            }
            for one in added
        )
    )


@cache
def _is_approved(added: tuple[Translation, ...], over: Path | None, folder: Path) -> bool:
    """Tell whether a speaker approved every text that is shown."""
    return all(
        any(one.texts.get(key) == text and one.is_approved(key, text) for one in added)
        for key, text in _current(added, over, folder).items()
    )


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
