"""Each command of the tool is whole: help, work, JSON shape, and words for every value."""

import importlib
import io
import json
import pkgutil
import types
from collections.abc import Iterator
from enum import Enum
from functools import partial
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints, is_typeddict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from card_reader import CardError, errors
from card_reader.simulated.persons import BY_KEY
from card_reader.tool import commands
from card_reader.tool.arguments import parser
from card_reader.tool.main import main
from card_reader.tool.table import BY_NAME, TABLE
from card_reader.tool.terminal.command import ToolCommand
from card_reader.tool.terminal.words import ERRORS, TEXTS, Language, say

LOGIN = Path(__file__).with_name("vectors") / "login"  # a challenge that a throw-away key signed
B = BY_KEY["taro"].verification_b + "\n"
# A run of each command: its arguments (OUT is a folder), and its secrets one a line.
RUNS: dict[str, tuple[tuple[str, ...], str]] = {
    "list": ((), ""),
    "watch": (("--seconds", "0.1"), ""),
    "identity": ((), B),
    "photo": (("--out", "OUT/face.png"), B),
    "genuine": ((), B),
    "certificates": (("--kind", "signature"), "ABC123\n"),
    "export": (("--out", "OUT/certificate.pem"), ""),
    "health": (("--by", "b", "--signature"), B + "ABC123\n"),
    "sign": (("pyproject.toml", "--detached", "--out", "OUT/signed.p7s"), "ABC123\n"),
    "login": (("pyproject.toml", "--out", "OUT/signature"), "1234\n"),
    "verify": (
        ("LOGIN/challenge", "LOGIN/signature", "--certificate", "LOGIN/certificate.pem"),
        "",
    ),
    "applications": ((), ""),
    "chip": ((), ""),
    "pins": ((), ""),
    "change-pin": (("--pin", "signature"), "ABC123\nNEW456\n"),
}
# Data whose values were printed as they stand in JSON.
RAW: dict[str, Any] = {
    "genuine": {
        **{"verdict": "mismatch", "part": "presence", "issuer": "5000023/001"},
        **{"hierarchy": "production", "confidence": "M"},
    },
    "applications": [{"application": "jpki", "is_present": True}],
    "certificates": [
        {
            **{"kind": "user_authentication", "issuer": "CN=x", "serial": "1"},
            **{"not_after": "2030-01-01", "status": "valid_dates", "trust": "unknown_issuer"},
        }
    ],
}
each_command = pytest.mark.parametrize("command", TABLE, ids=lambda command: command.name)


def test_every_module_of_a_command_is_in_the_table_once() -> None:
    found = [
        importlib.import_module(f"{commands.__name__}.{module.name}").__dict__.get("COMMAND")
        for module in pkgutil.iter_modules(commands.__path__)
    ]
    assert {id(one) for one in found if one} == {id(command) for command in TABLE}
    assert len(BY_NAME) == len(TABLE)


@each_command
def test_a_command_has_help_in_both_languages(command: ToolCommand) -> None:
    assert not command.japanese.isascii()
    assert command.english.isascii()
    (choices,) = [one.choices for one in parser()._actions if one.dest == "command"]
    assert choices is not None
    assert command.name in choices


@each_command
def test_what_a_command_prints_has_its_shape(
    command: ToolCommand,
    practice_keys: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    arguments, secrets = RUNS[command.name]
    made = [one.replace("OUT", str(tmp_path)).replace("LOGIN", str(LOGIN)) for one in arguments]
    practice = ["--practice", "taro", "--practice-folder", str(practice_keys)]
    monkeypatch.setattr("sys.stdin", io.StringIO(secrets))
    ended = main([command.name, *made, "--json", "--secret-stdin", *practice])
    (line,) = capsys.readouterr().out.splitlines()
    assert list(differences(json.loads(line), command.shape)) == []
    assert ended == command.exit_code(json.loads(line))


@pytest.mark.parametrize("language", get_args(Language))
@each_command
@given(data=st.data())
def test_every_value_of_a_shape_can_be_said(
    command: ToolCommand, language: Language, data: st.DataObject
) -> None:
    found = data.draw(st.from_type(command.shape))
    assert all(isinstance(line, str) for line in command.lines(found, partial(say, language)))


def test_every_error_of_the_card_has_a_code_of_its_own_and_both_languages() -> None:
    kinds = {
        name
        for name, kind in vars(errors).items()
        if isinstance(kind, type) and issubclass(kind, CardError) and kind is not CardError
    }
    assert kinds <= set(ERRORS)
    assert len({code for code, _, _ in ERRORS.values()}) == len(ERRORS)
    assert all(japanese and english for _, japanese, english in ERRORS.values())
    assert all(japanese and english for japanese, english in TEXTS.values())


def test_no_two_exit_codes_are_the_same_and_each_stands_in_the_help() -> None:
    own = [(f"{one.name}: {word}", code) for one in TABLE for word, code in one.codes.items()]
    errors = [(name, code) for name, (code, _, _) in ERRORS.items()]
    codes = [code for _, code in (*own, *errors)]
    assert len({0, 1, 2, *codes}) == len(codes) + 3, "1 and 2 are Python's and argparse's"
    assert ("genuine: mismatch", 43) in own
    shown = parser().format_help()
    assert [one for one in (*own, *errors) if f"{one[1]:>3}  {one[0]}" not in shown] == []


@pytest.mark.parametrize("language", get_args(Language))
def test_no_line_of_a_verdict_application_or_certificate_is_a_raw_key(language: Language) -> None:
    told = partial(say, language)
    seen = [BY_NAME[name].lines(data, told) for name, data in RAW.items()]
    lines = " ".join(line for one in seen for line in one)
    assert [
        raw
        for raw in ("presence", "jpki:", "user_authentication", "trusted ", "production")
        if raw in lines
    ] == []


def differences(value: Any, shape: Any) -> Iterator[str]:
    """Yield where *value*, as JSON gives it, is not of *shape*."""
    origin, parts = get_origin(shape), get_args(shape)
    if is_typeddict(shape):
        yield from differing_keys(value, shape)
    elif origin is list:
        for one in value:
            yield from differences(one, parts[0])
    elif origin in (Union, types.UnionType):
        found = [list(differences(value, part)) for part in parts]
        yield from min(found, key=len)
    elif origin is Literal:
        if value not in parts:
            yield f"{value!r} is none of {parts}"
    elif issubclass(shape, Enum) and value in list(shape):
        return
    elif type(value) is not shape:
        yield f"{value!r} is no {shape.__name__}"


def differing_keys(value: dict[str, Any], shape: Any) -> Iterator[str]:
    hints = get_type_hints(shape)
    if set(value) != set(hints):
        yield f"{shape.__name__} has {sorted(hints)}, not {sorted(value)}"
    for name, hint in hints.items():
        yield from differences(value.get(name), hint)
