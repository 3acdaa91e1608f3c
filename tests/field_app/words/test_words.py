"""Every sentence is there in every language, fits its place, and every error has one."""

import ast
import importlib
import inspect
import pkgutil
import re
import string
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

import card_reader
import field_app
import sync.tablet
import sync.wire
from field_app.platform.assets_folder import assets_folder
from field_app.words.words import LANGUAGES, load_words

FOLDER = assets_folder() / "words"
ROOT = Path(field_app.__file__).resolve().parents[1]
LONGEST = {"s": 16, "l": 40}
KEY = re.compile(r"[a-z_]+\.[slp]_[a-z0-9_]+")


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


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_question_speaks_of_another_place_on_its_page(language: str) -> None:
    """A page asks one thing: nothing stands above or below it."""
    words = load_words(FOLDER, language)
    elsewhere = re.compile(
        r"(?<!以)[上下]の|うえの|したの|[上下]記|\b(above|below)\b", re.IGNORECASE
    )
    said = {key: text for key, text in words.items() if key.split(".")[0] in ("p", "kinds")}
    assert said
    assert {key: text for key, text in said.items() if elsewhere.search(text)} == {}


def module_names() -> Iterator[str]:
    """Yield every module whose errors reach a person at the tablet."""
    yield "sync.errors"
    for package in (card_reader, sync.wire, sync.tablet, field_app):
        for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            if not found.name.endswith("__main__"):
                yield found.name


def errors() -> Iterator[tuple[type[Exception], str]]:
    """Yield every error class that has a sentence, and the key of it."""
    for name in module_names():
        module = importlib.import_module(name)
        for _, item in inspect.getmembers(module, inspect.isclass):
            if issubclass(item, Exception) and item.__module__ == name:
                key = getattr(item, "message_key", None)
                if key:
                    yield item, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_has_its_sentence_in_every_language(language: str) -> None:
    words = load_words(FOLDER, language)
    found = dict(errors())
    assert len(found) > 40
    assert [error.__name__ for error, key in found.items() if key not in words] == []


def test_every_error_has_the_numbers_that_its_sentence_says() -> None:
    words = load_words(FOLDER, "ja")
    lacking = {
        error.__name__: params(words[key]) - attributes(error)
        for error, key in errors()
        if not params(words[key]) <= attributes(error)
    }
    assert lacking == {}


def attributes(error: type[Exception]) -> set[str]:
    """Return the names that an error's classes set: fields of a dataclass, ``self.x``."""
    found = {field.name for field in fields(error)} if is_dataclass(error) else set()
    for kind in error.__mro__:
        if kind.__module__.partition(".")[0] in ("card_reader", "sync", "field_app"):
            found |= set(re.findall(r"self\.([a-z_]+)", inspect.getsource(kind)))
    return found


def texts() -> Iterator[list[str | None]]:
    """Yield every text of the programs whose words these are; None stands for a place in it."""
    for package in (ROOT / "field_app", ROOT / "card_reader", ROOT / "sync"):
        for path in package.rglob("*.py"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            made = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
            pieces = {id(value) for node in made for value in node.values}
            yield from ([text_of(value) for value in node.values] for node in made)
            for node in ast.walk(tree):
                if isinstance(node, ast.Constant) and id(node) not in pieces:
                    yield [text_of(node)]


def text_of(node: ast.AST) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def used_keys() -> tuple[set[str], list[re.Pattern[str]]]:
    """Return the keys that stand in the code, and a pattern for each that is put together."""
    whole, made = set(), []
    for parts in texts():
        first = parts[0] if parts else None
        if first is None or not re.match(r"[a-z_]+\.[slp]_", first):
            continue
        if len(parts) > 1:
            places = ("[a-z0-9_]+" if part is None else re.escape(part) for part in parts)
            made.append(re.compile("".join(places)))
        elif KEY.fullmatch(first):
            whole.add(first)
    return whole, made


def test_every_key_in_the_code_is_there() -> None:
    words = load_words(FOLDER, "ja")
    whole, made = used_keys()
    assert len(whole) > 300
    assert sorted(whole - set(words)) == []
    assert [made_of.pattern for made_of in made if not any(map(made_of.fullmatch, words))] == []


def test_every_word_is_said_somewhere() -> None:
    whole, made = used_keys()
    unsaid = [
        key
        for key in load_words(FOLDER, "ja")
        if not key.startswith("p.")  # a procedure's words: see test_definitions
        and key not in whole
        and not any(made_of.fullmatch(key) for made_of in made)
    ]
    assert unsaid == []
