"""Memory of a program with all its child processes."""

from pathlib import Path


def tree_mib(pid: int) -> float:
    """Return the proportional memory of *pid* and everything it started, in MiB."""
    total, todo = 0, [pid]
    while todo:
        one = todo.pop()
        try:
            total += _pss_kib(one)
            todo += _children(one)
        except (FileNotFoundError, ProcessLookupError):  # it ended meanwhile
            continue
    return total / 1024


def _pss_kib(pid: int) -> int:
    text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))


def _children(pid: int) -> list[int]:
    folder = Path(f"/proc/{pid}/task")
    return [
        int(child)
        for task in folder.iterdir()
        for child in (task / "children").read_text(encoding="ascii").split()
    ]
