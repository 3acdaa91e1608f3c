"""``bash build/test`` on a machine that lacks something."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "build"
SHELL = ("bash", "dirname", "tr", "cat", "sha256sum", "cut", "grep", "rm")


def bare_machine(folder: Path, *programs: str) -> Path:
    """Make a checkout, and the only folder where its shell finds programs."""
    (folder / "build").mkdir()
    for name in ("test", "environment.sh", "test-packages.txt"):
        shutil.copy(FOLDER / name, folder / "build" / name)
    (found := folder / "bin").mkdir()
    for program in (*SHELL, *programs):
        # A version manager's stand-in for python3 does not run outside its own folder.
        at = sys.executable if program == "python3" else shutil.which(program)
        assert at, program
        (found / program).symlink_to(at)
    return found


def run(folder: Path, found: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(found / "bash"), str(folder / "build" / "test")],
        env={"PATH": str(found), "HOME": os.environ.get("HOME", "")},
        capture_output=True,
        text=True,
        check=False,
    )


def test_mended_27_what_is_missing_is_said_before_anything_is_installed(tmp_path: Path) -> None:
    done = run(tmp_path, bare_machine(tmp_path, "python3", "openssl"))
    assert done.returncode == 2
    said = done.stderr.splitlines()[0]
    assert {"pcscd", "chromium", "etcd"} <= set(said.split())
    assert "openssl" not in said
    assert "apt-get install" in done.stderr
    assert done.stdout == ""
    assert not (tmp_path / ".venv").exists()


def test_mended_27_a_missing_python_is_named_with_the_rest(tmp_path: Path) -> None:
    done = run(tmp_path, bare_machine(tmp_path))
    assert done.returncode == 2
    assert "python3.11" in done.stderr
    assert "pcscd" in done.stderr
