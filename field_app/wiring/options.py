"""Holds how a tablet runs, as its command says."""

from dataclasses import dataclass
from pathlib import Path

from field_app.shell.app import IDLE_S


@dataclass(frozen=True)
class TabletOptions:
    """The tablet's folder, and what a trial puts in place of the real things.

    ``practice_cards``, ``procedures`` and ``content`` are folders: the last is what an author has,
    with words and a city of its own. ``idle_s`` is the time until the lock.
    """

    data: Path
    practice_cards: Path | None = None
    procedures: Path | None = None
    idle_s: float = IDLE_S
    content: Path | None = None
