"""A folder that is no office is refused by every command but the two that make one."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.office.commands.office import main, parser

MAKE_ONE = {("init",), ("escrow-restore",)}


def commands() -> Iterator[tuple[str, ...]]:
    """Yield every command of the office that takes its folder."""
    for name, command in chosen(parser()).items():
        for below, one in (chosen(command) or {"": command}).items():
            if any("--data" in action.option_strings for action in one._actions):
                yield (name, below) if below else (name,)


def chosen(command: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """Return the commands below *command*, by name."""
    (found,) = [
        dict(action.choices)
        for action in command._actions
        if isinstance(action, argparse._SubParsersAction)
    ] or [{}]
    return found


def test_two_commands_begin_with_a_folder_that_is_no_office_yet(tmp_path: Path) -> None:
    new = ["--data", str(tmp_path / "new")]
    assert set(commands()) >= MAKE_ONE
    assert parser().parse_args(["init", *new]).data == tmp_path / "new"
    parser().parse_args(["escrow-restore", *new, "--share", "a", "--share", "b"])


@pytest.mark.parametrize("command", sorted(MAKE_ONE), ids=" ".join)
def test_no_office_is_made_where_a_file_lies(command: tuple[str, ...], tmp_path: Path) -> None:
    file = tmp_path / "office.zip"
    file.touch()
    for place in (file, file / "below"):
        with pytest.raises(SystemExit) as ended:
            parser().parse_args([*command, "--data", str(place)])
        assert str(ended.value).startswith(f"{place} can be no folder: ")


@pytest.mark.parametrize("command", sorted(set(commands()) - MAKE_ONE), ids=" ".join)
def test_every_other_command_refuses_a_folder_that_is_no_office(
    command: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typo, other = tmp_path / "typo", tmp_path / "other"
    other.mkdir()
    for folder in (typo, other):
        monkeypatch.setattr(sys, "argv", ["sync.office", *command, "--data", str(folder)])
        with pytest.raises(SystemExit) as ended:
            main()
        assert str(ended.value).startswith(f"{folder} is no office: ")
    assert (typo.exists(), list(other.iterdir())) == (False, [])
