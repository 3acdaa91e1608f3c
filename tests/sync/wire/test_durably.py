"""A file is written whole or not at all, and over no other where it must be new."""

import os
import stat
from pathlib import Path

import pytest

from sync.wire.durably import ONLY_ITS_USER, write_durably


@pytest.mark.parametrize("must_be_new", [False, True])
def test_a_secret_is_readable_by_its_user_only_and_nothing_is_left_beside_it(
    tmp_path: Path, must_be_new: bool
) -> None:
    path = tmp_path / "new" / "evidence.key"
    write_durably(path, b"secret", ONLY_ITS_USER, must_be_new=must_be_new)
    assert path.read_bytes() == b"secret"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_a_file_that_must_be_new_takes_the_place_of_none(tmp_path: Path) -> None:
    path = tmp_path / "evidence.key"
    path.write_bytes(b"the first")
    with pytest.raises(FileExistsError):
        write_durably(path, b"the second", ONLY_ITS_USER, must_be_new=True)
    assert path.read_bytes() == b"the first"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("must_be_new", [False, True])
def test_a_write_that_was_cut_off_leaves_no_file_of_that_name(
    tmp_path: Path, must_be_new: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "evidence.key"

    def cut(_: int) -> None:
        raise OSError("cut off")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", cut)
        with pytest.raises(OSError, match="cut off"):
            write_durably(path, b"secret", must_be_new=must_be_new)
    assert not path.exists()
    write_durably(path, b"secret", must_be_new=must_be_new)
    assert list(tmp_path.iterdir()) == [path]
