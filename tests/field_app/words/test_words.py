"""Every sentence is there in every language, fits its place, and every error has one."""

import importlib
import inspect
import pkgutil
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

import card_reader
import field_app.flow
import field_app.procedure
import sync.tablet
import sync.wire
from field_app.platform.assets_folder import assets_folder
from field_app.words.words import LANGUAGES, load_words

FOLDER = assets_folder() / "words"
APP = Path(__file__).resolve().parents[3] / "field_app"
# Keys that only another test or a resident's own browser page uses are none: all are listed here.
LONGEST = {"s": 16, "l": 40}
KEY = re.compile(r'words\(\s*"([a-z_]+\.[slp]_[a-z0-9_]+)"')


def params(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_is_there_with_the_same_parameters(language: str) -> None:
    japanese, other = load_words(FOLDER, "ja"), load_words(FOLDER, language)
    assert set(other) == set(japanese)
    assert [key for key in japanese if params(other[key]) != params(japanese[key])] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_key_is_empty_and_every_key_says_its_length(language: str) -> None:
    for key, text in load_words(FOLDER, language).items():
        assert text.strip(), key
        assert re.match(r"[slp]_", key.rsplit(".", 1)[1]), key


def test_japanese_labels_and_lines_fit_their_place() -> None:
    words = load_words(FOLDER, "ja")
    long = {
        key: len(re.sub(r"\{[^}]*\}", "", text))
        for key, text in words.items()
        if (limit := LONGEST.get(key.rsplit(".", 1)[1][0]))
        and len(re.sub(r"\{[^}]*\}", "", text)) > limit
    }
    assert long == {}


def errors() -> Iterator[type[Exception]]:
    """Yield every error class of the packages whose errors reach a person."""
    for name in ("sync.errors", *module_names()):
        module = importlib.import_module(name)
        for _, item in inspect.getmembers(module, inspect.isclass):
            if issubclass(item, Exception) and item.__module__ == name:
                yield item


def module_names() -> Iterator[str]:
    for package in (card_reader, sync.wire, sync.tablet, field_app.flow, field_app.procedure):
        for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            if not found.name.endswith("__main__"):
                yield found.name


def test_every_error_has_its_sentence() -> None:
    words = load_words(FOLDER, "ja")
    found = {error: getattr(error, "message_key", None) for error in errors()}
    assert len(found) > 40
    missing = [error.__name__ for error, key in found.items() if key and key not in words]
    assert missing == []


def test_every_key_in_the_code_is_there() -> None:
    words = load_words(FOLDER, "ja")
    used = {
        key for path in APP.rglob("*.py") for key in KEY.findall(path.read_text(encoding="utf-8"))
    }
    assert len(used) > 80
    assert sorted(used - set(words)) == []
