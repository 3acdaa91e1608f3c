"""Files that are whole or not there: what replaces, what refuses, what others may read."""

import os
import stat
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import pytest

from sync.wire.durably import ONLY_ITS_USER, create_durably, write_durably, write_whole

Writer = Callable[..., None]

WRITERS: tuple[Writer, ...] = (write_durably, write_whole, create_durably)


@pytest.mark.parametrize("write", WRITERS)
def test_a_new_file_has_its_content_and_mode_and_nothing_beside_it(
    tmp_path: Path, write: Writer
) -> None:
    path = tmp_path / "new" / "folder" / "key"
    write(path, b"secret\r\n", ONLY_ITS_USER)
    assert path.read_bytes() == b"secret\r\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("write", [write_durably, write_whole])
def test_a_cut_before_the_rename_leaves_the_old_content(tmp_path: Path, write: Writer) -> None:
    path = tmp_path / "key"
    write_durably(path, b"old")
    with (
        mock.patch.object(os, "replace", side_effect=KeyboardInterrupt),
        mock.patch.object(Path, "replace", side_effect=KeyboardInterrupt),
        pytest.raises(KeyboardInterrupt),
    ):
        write(path, b"new", ONLY_ITS_USER)
    assert path.read_bytes() == b"old"
    write(path, b"new", ONLY_ITS_USER)
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600, "not that of the file before"


def test_what_a_cut_left_readable_for_others_is_not_written_into(tmp_path: Path) -> None:
    left = tmp_path / "key.partial"
    left.write_bytes(b"half")
    left.chmod(0o644)
    write_durably(tmp_path / "key", b"secret", ONLY_ITS_USER)
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600


def test_create_refuses_a_file_that_is_there(tmp_path: Path) -> None:
    path = tmp_path / "key"
    create_durably(path, b"first")
    with pytest.raises(FileExistsError):
        create_durably(path, b"second")
    assert path.read_bytes() == b"first"


def test_write_durably_flushes_the_content_before_the_rename_and_the_folder_after(
    tmp_path: Path,
) -> None:
    order: list[str] = []
    replace, fsync = Path.replace, os.fsync

    def flushed(descriptor: int) -> None:
        kind = "folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file"
        order.append(f"flush {kind}")
        fsync(descriptor)

    def renamed(self: Path, to: Path) -> Path:
        order.append("rename")
        return replace(self, to)

    with mock.patch.object(os, "fsync", flushed), mock.patch.object(Path, "replace", renamed):
        write_durably(tmp_path / "key", b"secret")
    assert order == ["flush file", "rename", "flush folder"]
