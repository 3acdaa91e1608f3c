"""One sentence as a translator gets it and gives it back."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from field_app.platform.assets_folder import assets_folder
from field_app.translation.wanted import wanted
from field_app.words.translated import Translation, read_translation

State = Literal["missing", "stale", "machine", "approved"]
SAID: Final[dict[State, str]] = {
    "missing": "未訳",
    "stale": "古い",
    "machine": "機械訳・要確認",
    "approved": "確認済み",
}


@dataclass(frozen=True)
class Row:
    """A sentence in Japanese and English, its translation, and how far that can be trusted."""

    file: str
    key: str
    japanese: str
    english: str
    text: str
    state: State


@dataclass(frozen=True)
class TranslatorText:
    """What came back for one sentence, with the line of the file where it stands."""

    key: str
    japanese: str
    text: str
    line: int


class ImportRefused(ValueError):
    """A file of a translator has mistakes; nothing of it was taken. One line each."""


def rows_of(content: Path, code: str) -> Iterator[Row]:
    """Yield every sentence of *content* with what the language *code* has for it.

    What a city did not translate itself may come with the app.
    """
    found = [read_translation(content, code)]
    if content.resolve() != assets_folder().resolve():
        found.append(read_translation(assets_folder(), code))
    known = [(one, one.texts) for one in found if one is not None]
    for one in wanted(content):
        have = [(by, texts[one.key]) for by, texts in known if one.key in texts]
        judged = [(state_of(by, one.key, text, one.japanese), text) for by, text in have]
        current = [pair for pair in judged if pair[0] != "stale"]
        state, text = next(iter([*current, *judged]), ("missing", ""))
        yield Row(one.file, one.key, one.japanese, one.english, text, state)


def state_of(by: Translation, key: str, text: str, japanese: str) -> State:
    """Return how far the *text* of *key* can be trusted."""
    if not by.is_current(key, japanese):
        return "stale"
    return "approved" if by.is_approved(key, text) else "machine"
