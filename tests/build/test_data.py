"""The tables that ship are what ``python -m build.data`` makes of the packages."""

import json

import pytest

from sync.wire.folding import TABLE

pytest.importorskip("jntajis", reason="the extra [data] is not installed")


def test_the_folds_that_ship_are_those_of_the_map() -> None:
    from build.data.folds import LICENCE, folds, source  # of the extra

    head, *groups = TABLE.read_text(encoding="utf-8").splitlines()
    assert groups == folds()
    said = json.loads(head)
    assert (said["table"], said["licence"], said["source"]) == ("folds", LICENCE, source())


def test_no_character_is_folded_to_two_others() -> None:
    _, *groups = TABLE.read_text(encoding="utf-8").splitlines()
    heads, others = {group[0] for group in groups}, [one for group in groups for one in group[1:]]
    assert len(others) == len(set(others))
    assert not heads & set(others)
