"""What waits for its keys is signed by the command, where the keys are at hand."""

import argparse
import json
from pathlib import Path

import pytest

from sync.office.authoring.desk import AuthoringDesk
from sync.office.authoring.drafts import DraftState
from sync.office.commands.office import parser
from sync.office.commands.procedures import publisher_of
from tests.sync.office.authoring.city import MADE_BY, SECOND, put, row, upload
from tests.sync.pack_city import PackCity


def run(folder: Path, *more: object) -> None:
    options = parser().parse_args(["publish-approved", "--data", str(folder), *map(str, more)])
    options.run(options)


def test_an_approved_draft_is_published_and_one_that_waits_for_approval_is_not(
    desk: AuthoringDesk, city: PackCity, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    approved, asked = put(desk, upload()), put(desk, upload(id="cat", version=1))
    for id in (approved, asked):
        desk.drafts.ask(id, MADE_BY)
    desk.drafts.approve(row(desk, approved), SECOND)
    place = ("--content", city.content, "--repository", city.repository.folder)
    with pytest.raises(SystemExit, match="鍵"):
        run(tmp_path, *place)
    assert row(desk, approved).state is DraftState.APPROVED
    run(tmp_path, *place, "--pack-keys", city.keys)
    assert json.loads(capsys.readouterr().out) == {"published": ["bus 2"]}
    assert (row(desk, approved).pack, row(desk, asked).state) == (2, DraftState.ASKED)
    run(tmp_path, *place)
    assert json.loads(capsys.readouterr().out) == {"published": []}


def test_a_place_is_named_whole_or_not_at_all() -> None:
    nothing = argparse.Namespace(content=None, repository=None, pack_keys=[])
    assert publisher_of(nothing) is None
    with pytest.raises(SystemExit, match="belong together"):
        publisher_of(argparse.Namespace(content=Path(), repository=None, pack_keys=[]))
