"""One flipped bit anywhere in a database: told, or harmless; never another content."""

import random
import shutil
from collections import Counter
from pathlib import Path

import pytest

from sync.tablet.errors import StoreDamaged
from sync.tablet.store.store import Store
from tests.faults.damage.flip_stories import MISSING, SAME, STORES
from tests.faults.damage.flips import flip_many
from tests.faults.kills.stories import open_tablet, write_image

FLIPS = 400


@pytest.mark.parametrize("program", STORES)
def test_a_flipped_bit_never_becomes_another_content(
    program: str, tmp_path: Path, scratch: Path
) -> None:
    outcomes = flip_many(STORES[program](tmp_path), FLIPS, scratch, seed=7)
    assert sum(outcomes.values()) == FLIPS
    assert outcomes[SAME] > 0, outcomes  # free pages and slack
    assert len(outcomes) > 2, outcomes


def test_a_flipped_byte_in_the_log_never_becomes_another_content(
    folder: Path, tmp_path: Path
) -> None:
    """What a kill left in the log is there, or ends before the flip; then it is an older state."""
    shutil.copytree(folder, tmp_path / "whole")
    whole = open_tablet(tmp_path / "whole")
    (answers,) = whole["drafts"].values()
    dice, outcomes = random.Random(7), Counter[str]()  # noqa: S311 - no secret
    log = (folder / "tablet.db-wal").read_bytes()
    for at in dice.sample(range(len(log)), 150):
        copy = tmp_path / "copy"
        shutil.copytree(folder, copy)
        spoilt = bytearray(log)
        spoilt[at] ^= 1 << dice.randrange(8)
        (copy / "tablet.db-wal").write_bytes(spoilt)
        found = open_tablet(copy)
        assert set(found["outbox"]) <= set(whole["outbox"])
        for kept in found["drafts"].values():
            assert kept.items() <= answers.items()
        outcomes["whole" if found == whole else "older"] += 1
        shutil.rmtree(copy)
    assert outcomes["older"] > 100, outcomes


def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path) -> None:
    database = tmp_path / "tablet.db"
    database.write_bytes(b"not a database, but perhaps somebody's only copy" * 100)
    before = database.read_bytes()
    with pytest.raises(StoreDamaged):
        Store.open(database)
    assert database.read_bytes() == before


@pytest.mark.parametrize("program", STORES)
def test_half_a_database_is_damaged_and_not_made_anew(program: str, tmp_path: Path) -> None:
    store = STORES[program](tmp_path / "before")
    half = store.files[store.database][: len(store.files[store.database]) // 2]
    write_image(store.files | {store.database: half}, tmp_path / "half")
    assert store.read(tmp_path / "half") not in (SAME, MISSING)
    assert (tmp_path / "half" / store.database).read_bytes() == half
