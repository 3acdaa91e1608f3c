"""The opening keys of an older office are parted from its others, and none is lost by that."""

from pathlib import Path

import pytest

from sync.office.commands.office import parser
from sync.office.keys.epochs import next_keys
from sync.office.keys.key_file import OFFICE_FILE, OPENING_FILE, read_key_file, write_key_file
from sync.office.keys.keys import NEW_EVERY, make_office_keys
from sync.office.keys.opening_keys import (
    NoOpeningKeys,
    OpeningKeys,
    read_opening,
    split_key_file,
)
from tests.sync.pack_city import NOW


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """An office of before: every key lies in one file."""
    folder = tmp_path / "older"
    make_office_keys(folder, NOW)
    both = read_key_file(folder / OFFICE_FILE) | read_key_file(folder / OPENING_FILE)
    write_key_file(folder / OFFICE_FILE, both)
    (folder / OPENING_FILE).unlink()
    return folder


def ids(folder: Path) -> set[str]:
    return {entry["id"] for entry in read_opening(folder)}


def test_mended_officer_key_an_older_file_put_back_takes_no_newer_key(older: Path) -> None:
    before = (older / OFFICE_FILE).read_bytes()
    split_key_file(older)
    next_keys(older, NOW + NEW_EVERY)
    all_of_them = ids(older)
    (older / OFFICE_FILE).write_bytes(before)  # from a backup
    split_key_file(older)
    assert ids(older) == all_of_them
    assert "sealing" not in read_key_file(older / OFFICE_FILE)


def test_mended_officer_key_a_parted_file_without_the_other_is_said(older: Path) -> None:
    split_key_file(older)
    (older / OPENING_FILE).unlink()
    with pytest.raises(NoOpeningKeys, match=OPENING_FILE):
        OpeningKeys.load(older)


def test_mended_officer_key_no_office_starts_with_opening_keys_beside_a_holder_apart(
    older: Path, tmp_path: Path
) -> None:
    """They would be in the memory of the process that talks to clerks."""
    told = ["serve", "--data", str(older), "--port", "1", "--trust", "t", "--fonts", "f"]
    told += ["--reception", "https://127.0.0.1:1", "--ca", "ca.pem"]
    options = parser().parse_args([*told, "--key-holder", str(tmp_path / "socket")])
    with pytest.raises(SystemExit, match=OPENING_FILE):
        options.run(options)
