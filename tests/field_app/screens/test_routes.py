"""Every screen has one component, every module of screens is reached, keys name their screen."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import field_app.screens
from field_app.shell.routes import SCREENS
from field_app.state.screen import Screen

FOLDER = Path(field_app.screens.__file__).parent
ROOMS = ("staff", "visit", "filing", "delivery")
# Drawn before the tablet's parts are open, when there is no state that could name a screen.
BEFORE = {"join", "shut"}
# A part of a screen that stands in a file of its own, and the screen whose keys it has.
PARTS = {
    **{"card_facts": "card", "card_number": "card", "group": "question", "remarks": "question"},
    "opening_hours": "home",
    "narrowing": "procedures",
}
KEYS = {"name", "no_name", "yes_name"}


def modules() -> list[Path]:
    return [
        path
        for room in ROOMS
        for path in sorted((FOLDER / room).glob("*.py"))
        if path.stem != "__init__"
    ]


def test_every_screen_has_exactly_one_component() -> None:
    assert list(SCREENS) == list(Screen)
    assert len(set(SCREENS.values())) == len(SCREENS)


@pytest.mark.parametrize("screen", Screen)
def test_a_screen_its_module_and_its_component_have_one_name(screen: Screen) -> None:
    component = SCREENS[screen]
    name = component.__module__.rsplit(".", 1)[1]
    assert name == screen.name.lower() == screen.value.rsplit(".", 1)[-1]
    assert component.__name__ == "".join(part.title() for part in name.split("_")) + "Screen"


def test_every_module_of_screens_is_reached() -> None:
    routed = {component.__module__.rsplit(".", 1)[1] for component in SCREENS.values()}
    assert {path.stem for path in modules()} == routed | BEFORE | set(PARTS)


def keys(path: Path) -> Iterator[str]:
    """Yield how each key of a control begins; one made of a parameter is its caller's matter."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        for keyword in node.keywords if isinstance(node, ast.Call) else ():
            if keyword.arg not in KEYS:
                continue
            value = keyword.value
            first = value.values[0] if isinstance(value, ast.JoinedStr) else value
            if isinstance(first, ast.Constant):
                yield str(first.value)


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.stem)
def test_the_keys_of_a_screen_begin_with_its_name(path: Path) -> None:
    screen = PARTS.get(path.stem, path.stem)
    wrong = [key for key in keys(path) if key.split(".")[0] != screen]
    assert wrong == []
