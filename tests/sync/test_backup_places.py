"""A backup that cannot lie where it was to is refused in one sentence, and leaves nothing there."""

import sys
from contextlib import closing
from pathlib import Path

import pytest

from sync.office.commands.office import main as office
from sync.office.keys.keys import make_office_keys
from sync.office.store.store import OfficeStore
from sync.reception.__main__ import main as reception
from sync.reception.keys.keys import make_keys
from sync.reception.store.store import ReceptionStore
from sync.wire.city import utc_now

PROGRAMS = {"office": office, "reception": reception}


@pytest.fixture(params=sorted(PROGRAMS))
def program(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Make an office or a reception with an empty database in the folder ``data``."""
    data = tmp_path / "data"
    if request.param == "office":
        make_office_keys(data, utc_now())
        store: OfficeStore | ReceptionStore = OfficeStore.open(data / "office.db")
    else:
        make_keys(data, ["c1"], "0" * 64)
        store = ReceptionStore.open(data / "reception.db")
    with closing(store):
        return str(request.param)


@pytest.mark.parametrize(
    ("to", "says"), [("there", "is a folder"), ("missing/b.db", "there is no folder")]
)
def test_a_backup_into_no_place_is_refused_in_a_sentence(
    program: str, to: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "there").mkdir()
    run = ["x", "backup", "--data", str(tmp_path / "data"), "--to", str(tmp_path / to)]
    monkeypatch.setattr(sys, "argv", run)
    with pytest.raises(SystemExit, match=says) as ended:
        PROGRAMS[program]()
    assert "\n" not in str(ended.value)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "there"]


def test_what_was_under_the_name_of_a_backup_stays_when_it_fails(
    program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tmp_path / "b.db"
    before.write_text("yesterday's")
    (tmp_path / "b.db.part").mkdir()
    monkeypatch.setattr(
        sys, "argv", ["x", "backup", "--data", str(tmp_path / "data"), "--to", str(before)]
    )
    with pytest.raises(SystemExit, match="cannot be written"):
        PROGRAMS[program]()
    assert before.read_text() == "yesterday's"
