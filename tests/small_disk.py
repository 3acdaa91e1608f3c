"""A real disk of the size that a test needs: a tmpfs in a mount namespace of its own."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

NAMESPACE = ["unshare", "--mount", "--map-root-user"]


def run_alone(module: str, *arguments: str) -> str:
    """Run *module*, which may mount disks, and return what it said; skip where none may."""
    if subprocess.run([*NAMESPACE, "true"], capture_output=True, check=False).returncode:
        pytest.skip("no mount namespaces here")
    done = subprocess.run(
        [*NAMESPACE, sys.executable, "-m", module, *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def mounted(folder: Path, size: str) -> Iterator[None]:
    """Let *folder* be a disk of *size* ("2m") while the block runs."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(folder)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)
