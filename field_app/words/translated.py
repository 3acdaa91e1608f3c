"""Reads the languages that lie in folders: ``languages/<code>/`` of the app and of a pack.

A text counts while the Japanese that it was made from is the Japanese of now.
"""

import hashlib
import re
import string
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

from sync.errors import WireError
from sync.wire.content.language import (
    BUILT_IN,
    CODE,
    FONT,
    HEAD,
    LANGUAGES_FOLDER,
    STATE,
    LanguageHead,
    LanguageState,
    read_head,
    read_state,
)

IS_CODE: Final = re.compile(CODE)
DIGITS: Final = 16  # of the digest of a text


@dataclass(frozen=True, eq=False)
class Translation:
    """What one folder holds of a language; without a head it adds to a language of the app."""

    folder: Path
    head: LanguageHead | None
    files: Mapping[str, Mapping[str, str]] = field(repr=False)
    state: LanguageState = field(repr=False)

    @property
    def texts(self) -> dict[str, str]:
        """Every text by its key."""
        return {key: text for texts in self.files.values() for key, text in texts.items()}

    @property
    def font(self) -> Path | None:
        """The font that the language brings along."""
        path = self.folder / FONT
        return path if path.is_file() else None

    def is_current(self, key: str, japanese: str) -> bool:
        """Tell whether the text of *key* was made from *japanese*."""
        return self.state.made_from.get(key) == digest_of(japanese)

    def is_approved(self, key: str, text: str) -> bool:
        """Tell whether a speaker approved *text*; one that was changed since is not."""
        approval = self.state.approved.get(key)
        return approval is not None and approval.text == digest_of(text)


def digest_of(text: str) -> str:
    """Return what names a text in the state of a language."""
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


def places(text: str) -> frozenset[str]:
    """Return the names of what is put into *text*: ``{count}``.

    Raises:
        ValueError: a brace stands alone, or a place has no name or more than one.
    """
    found: set[str] = set()
    for _, name, form, conversion in string.Formatter().parse(text):
        if name is None:
            continue
        if not name.isidentifier() or form or conversion:
            raise ValueError(f"{{{name}}} is no place")
        found.add(name)
    return frozenset(found)


def has_places(text: str, japanese: str) -> bool:
    """Tell whether *text* has the places of *japanese*, all of them and no others."""
    try:
        return places(text) == places(japanese)
    except ValueError:
        return False


@cache
def codes_in(parent: Path) -> tuple[str, ...]:
    """Return the codes of the languages below *parent*, the folder of the app or of a pack."""
    found = (path for path in sorted((parent / LANGUAGES_FOLDER).glob("*")) if path.is_dir())
    return tuple(path.name for path in found if is_code(path.name))


def is_code(name: str) -> bool:
    """Tell whether *name* can be the code of an added language."""
    return name not in BUILT_IN and IS_CODE.fullmatch(name) is not None


@cache
def load_translation(parent: Path, code: str) -> Translation | None:
    """Read the language *code* below *parent* once; None where it is not there.

    Raises:
        ValueError: a file is no TOML, or something in it is wrong; the text names the file.
    """
    return read_translation(parent, code)


def read_translation(parent: Path, code: str) -> Translation | None:
    """Read the language *code* below *parent* as it is now, see :func:`load_translation`."""
    folder = parent / LANGUAGES_FOLDER / code
    if not folder.is_dir():
        return None
    head, state, files, seen = None, LanguageState(), dict[str, dict[str, str]](), set[str]()
    for path in sorted(folder.glob("*.toml")):
        name = f"{code}/{path.name}"
        try:
            table = tomllib.loads(path.read_text(encoding="utf-8"))
            if path.name == HEAD:
                head = read_head(table)
            elif path.name == STATE:
                state = read_state(table)
            else:
                files[path.name] = dict(_texts(table, seen))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, WireError, ValueError) as refused:
            raise ValueError(f"{name}: {refused}") from refused
    return Translation(folder, head, files, state)


def _texts(table: Mapping[str, Any], seen: set[str], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield each text by its key; refuse what is no text, and a key that was seen before."""
    for name, value in table.items():
        key = f"{prefix}{name}"
        if isinstance(value, dict):
            yield from _texts(value, seen, f"{key}.")
            continue
        if not isinstance(value, str) or not value.strip():
            raise ValueError(f"{key} is not text")
        if key in seen:
            raise ValueError(f"{key} is there twice")
        seen.add(key)
        yield key, value
