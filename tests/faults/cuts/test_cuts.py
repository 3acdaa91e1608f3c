"""Power cuts at random points of the stores' lives; ``-m tests.faults cuts`` runs longer.

After each cut the production code starts on what a disk may hold then (``disk``), and finds what
every call that had returned wrote: the step in progress is there as a whole or not at all.
"""

import random
import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from sync.tablet.store.store import Store
from tests.faults.cuts.cuts import cut_many
from tests.faults.cuts.reception_story import RECEPTION
from tests.faults.cuts.recorded import Disk, recording
from tests.faults.disk.disk import cuts
from tests.faults.kills.stories import (
    STATION,
    TABLET,
    State,
    Story,
    Tablet,
    live_tablet,
    read_tablet,
    write_image,
)
from tests.faults.kills.worker import CANARY, KEY

pytestmark = pytest.mark.slow  # ./check quick leaves it out

LONGEST_START_S = 3


def test_power_cuts_lose_double_and_show_nothing_on_a_tablet(scratch: Path) -> None:
    """ANCHORS.md 2, 12, 16, 26: draft or seal, order of writes, start, every answer."""
    found = cut_many(TABLET, scratch, 1000, seed=20261123)
    assert found.lost == []
    assert found.plaintext == []
    assert found.slowest_start_s < LONGEST_START_S
    assert min(found.kept[kind] for kind in ("none", "prefix", "torn")) > 200


def test_power_cuts_lose_no_submission_that_the_reception_acknowledged(scratch: Path) -> None:
    found = cut_many(RECEPTION, scratch, 375, seed=20261123)
    assert found.lost == []
    assert found.slowest_start_s < LONGEST_START_S


def without_full(sql: str) -> str:
    return sql.replace("synchronous = full", "synchronous = normal")


def without_extra(sql: str) -> str:
    """A file that can give pages back is begun in two steps, which are enough: it is none here."""
    less = sql.replace("synchronous = extra", "synchronous = full")
    return less.replace("auto_vacuum = incremental", "auto_vacuum = none")


@pytest.mark.parametrize("change", [without_full, without_extra])
@pytest.mark.parametrize("story", [TABLET, RECEPTION], ids=["tablet", "reception"])
def test_power_cuts_do_lose_rows_when_the_store_syncs_less(
    scratch: Path, story: Story, change: Callable[[str], str]
) -> None:
    """The control group: without FULL, or created without EXTRA, the same cuts lose."""
    found = cut_many(story, scratch, 125, seed=20261123, change=change)
    assert len(found.lost) > 10, "the test cannot see a loss"


def test_power_cuts_lose_nothing_in_a_store_made_on_an_empty_file(scratch: Path) -> None:
    """What a cut in the very first start may leave is no reason to sync less in the second."""
    story = replace(TABLET, start={"tablet.db": b""})
    assert cut_many(story, scratch, 125, seed=20261123).lost == []


def test_power_cuts_do_show_what_was_written_in_clear(scratch: Path) -> None:
    """The control group of the search for plaintext: also what was removed since is found."""

    def careless(disk: Disk, folder: Path, _: random.Random) -> None:
        disk.mark(None)
        store = Store.open(folder / "tablet.db")
        store.put_setting("note", CANARY.encode())
        store.remove_setting("note")
        store.close()

    assert cut_many(replace(TABLET, live=careless), scratch, 50, seed=1).plaintext


def test_a_power_cut_in_the_start_after_a_power_cut_loses_nothing(scratch: Path) -> None:
    """ANCHORS.md 16: also the start that tidies up may be cut off, again and again."""
    with recording(scratch) as disk:
        live_tablet(disk, scratch, random.Random(5), visits=2)  # noqa: S311 - no secret
    lost: list[str] = []
    for cut in cuts(disk.log, 60, seed=5):
        write_image(cut.image, scratch / "first")
        state = TABLET.read(scratch / "first")
        shutil.rmtree(scratch / "first")
        again = replace(TABLET, live=partial(start_and_work, state=state), start=cut.image)
        lost += cut_many(again, scratch / "again", 6, seed=cut.at).lost
    assert lost == []


def start_and_work(disk: Disk, folder: Path, dice: random.Random, state: State) -> None:
    """Start on an image that holds *state*, work a little, and be cut again."""
    disk.mark(state)
    store = Store.open(folder / "tablet.db")
    disk.mark(read_tablet(store))
    STATION.save(store, KEY)
    tablet = Tablet(store, lambda: disk.mark(read_tablet(store)))
    tablet.save()
    tablet.visit(dice)
    store.close()
