"""Cuts a bad line at random bytes of either way, again and again, and counts what arrived."""

import random
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.link.scene import GOOD, Scene, wait_until
from tests.link.talking import Talking
from tests.link.ways import Quality

MOST_RECORDS: Final = 30
SIZE: Final = 2700
# From the first SYN to the middle of a run, for the bytes to the reception and for its replies.
LATEST_CUT: Final = {"up": 120_000, "down": 12_000}


@dataclass
class Findings:
    """What was found; ``lost`` and ``doubled`` must be 0."""

    sealed: int = 0
    lost: int = 0
    doubled: int = 0
    ends: Counter[str] = field(default_factory=Counter)


def storm(folder: Path, rounds: int, seed: int) -> Findings:
    """Seal, send and cut *rounds* times; then send the rest over a good line."""
    dice, found = random.Random(seed), Findings()  # noqa: S311 - no secret
    ids: list[str] = []
    with Scene(folder) as scene, scene.reception(), scene.tablet() as tablet:
        for _ in range(rounds):
            ids += tablet.ask("seal", count=dice.randint(1, MOST_RECORDS), size=SIZE)["ids"]
            found.ends[one_round(scene, tablet, dice)] += 1
        scene.line.set(GOOD)
        tablet.ask("begin")
        done = tablet.ask("wait", at_most_s=120)
        stored = Counter(scene.stored())
    found.sealed = len(ids)
    found.lost = len(set(ids) - set(stored)) + len(ids) - done["states"].get("receipted", 0)
    found.doubled = sum(stored.values()) - len(stored)
    return found


def one_round(scene: Scene, tablet: Talking, dice: random.Random) -> str:
    """Send until the cut, then mend, or cancel first; return how it ended."""
    seed, way = dice.randrange(10**6), dice.choice(sorted(LATEST_CUT))
    scene.line.set(Quality(rate=4_000_000, delay_s=0.03, loss=0.03, reorder=0.02, seed=seed))
    scene.line.cut_after(dice.randint(1, LATEST_CUT[way]), way)
    tablet.ask("begin")
    wait_until(lambda: scene.line.is_cut() or not tablet.ask("state")["running"])
    is_cancelled = scene.line.is_cut() and dice.random() < 0.5
    if is_cancelled:
        tablet.ask("cancel")
        tablet.ask("wait", at_most_s=60)
    was_cut = scene.line.is_cut()
    scene.line.mend()
    done = tablet.ask("wait", at_most_s=120)
    if is_cancelled:
        return f"cut {way}, cancelled"
    return f"cut {way}, mended: {done['line']}" if was_cut else "through before the cut"
