"""Cuts the power in a recorded life at random points, and starts again on what is left."""

import random
import shutil
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sync.errors import SyncError
from tests.faults.cuts.recorded import recording
from tests.faults.disk.disk import Cut, Mark, cuts
from tests.faults.kills.kills import FORMS
from tests.faults.kills.stories import Story, write_image

CUTS_A_LIFE = 125


@dataclass
class Found:
    """What was found over all cuts; in production ``lost`` and ``plaintext`` stay empty.

    ``steps`` counts the calls that returned, each of which every later cut must keep.
    """

    cuts: int = 0
    kept: Counter[str] = field(default_factory=Counter)
    steps: int = 0
    lost: list[str] = field(default_factory=list)
    plaintext: list[str] = field(default_factory=list)
    slowest_start_s: float = 0.0


def cut_many(
    story: Story, folder: Path, count: int, seed: int, change: Callable[[str], str] = str
) -> Found:
    """Record lives of *story* and cut each at many points, *count* cuts in all."""
    found = Found()
    for at in range(0, count, CUTS_A_LIFE):
        life = folder / f"life{at}"
        life.parent.mkdir(parents=True, exist_ok=True)
        write_image(story.start, life)
        with recording(life, change) as disk:
            story.live(disk, life, random.Random(seed + at))  # noqa: S311 - no secret
        shutil.rmtree(life)
        found.steps += sum(isinstance(op, Mark) for op in disk.log)
        for cut in cuts(disk.log, min(CUTS_A_LIFE, count - at), seed + at):
            look(story, cut, folder / "image", found)
    return found


def look(story: Story, cut: Cut, folder: Path, found: Found) -> None:
    """Start on the image: it holds what was vouched for, or that and the step in progress."""
    found.cuts += 1
    found.kept[cut.kept] += 1
    where = f"cut at {cut.at}, {cut.kept} kept"
    found.plaintext += [
        f"{where}: {name}"
        for name, content in cut.image.items()
        if any(f in content for f in FORMS)
    ]
    write_image(cut.image, folder)
    start = time.perf_counter()
    try:
        if story.read(folder) not in cut.allowed:
            found.lost.append(f"{where}: another state")
    except (SyncError, AssertionError) as error:
        found.lost.append(f"{where}: {type(error).__name__} {error} {error.__cause__}")
    found.slowest_start_s = max(found.slowest_start_s, time.perf_counter() - start)
    shutil.rmtree(folder)
