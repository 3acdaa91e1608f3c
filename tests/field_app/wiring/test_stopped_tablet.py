"""A command of the tablet that is given the wrong folder says so and makes nothing there."""

from pathlib import Path

import pytest

from field_app.__main__ import main

COMMANDS = (("relay-export", "--to", "x"), ("take-packs", "--packs", "x"), ("give-back",))


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_folder_that_is_no_tablet_is_named_and_stays_as_it_was(
    command: tuple[str, ...], tmp_path: Path
) -> None:
    file = tmp_path / "notes.txt"
    file.touch()
    for place in (tmp_path, tmp_path / "typo", file):
        with pytest.raises(SystemExit) as ended:
            main([*command, "--data", str(place)])
        assert f"{place} に登録したタブレットのデータがありません" in str(ended.value)
    assert list(tmp_path.iterdir()) == [file]


def test_a_tablet_is_not_served_from_a_file_and_the_sentence_is_no_bare_name(
    tmp_path: Path,
) -> None:
    file = tmp_path / "notes.txt"
    file.touch()
    with pytest.raises(SystemExit, match="StoreUnreachable: 保存場所を開けないか"):
        main(["serve", "--port", "18560", "--data", str(file)])
