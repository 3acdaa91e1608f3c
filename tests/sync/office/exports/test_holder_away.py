"""An export while the key holder is away ends with a sentence, and nothing is written."""

from pathlib import Path

import pytest

from sync.office.commands.office import main
from sync.office.exports.payments import Payments
from sync.office.exports.runs import destination
from tests.sync.office.exports.decided import decided, package, records
from tests.sync.office.parts import Parts
from tests.sync.tablet.desk import Desk

EXPORT = ("export", "--as", "core")
PAYMENTS = ("payments", "--procedure", "kyufukin", "--amount", "30000")
AGAIN = ("payments", "--procedure", "kyufukin", "--again", "1")


@pytest.fixture
def office(
    two: tuple[Parts, Parts],
    online: Desk,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> Parts:
    """An office with one accepted application; commands find it, and no key holder."""
    two[0].know(online)
    decided(two[0], online, package("見本　太郎"))
    is_sqlite = request.node.callspec.params["two"] == "sqlite"
    target = tmp_path / "office.db" if is_sqlite else request.getfixturevalue("postgres_url")
    monkeypatch.setenv("OFFICE_DATABASE_URL", str(target))
    return two[0]


@pytest.mark.parametrize("command", [EXPORT, PAYMENTS, AGAIN], ids=" ".join)
def test_a_command_that_opens_says_that_the_holder_is_away(
    command: tuple[str, ...], office: Parts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if command is AGAIN:
        Payments(office.store).make(records(office), 30_000)
    out = tmp_path / "out"
    where = ("--data", tmp_path / "keys", "--to", out, "--key-holder", tmp_path / "nobody")
    monkeypatch.setattr("sys.argv", ["office", *command, *map(str, where)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert str(ended.value).startswith("KeysAway: the key holder does not answer; ")
    assert not out.exists()
    assert destination(office.store, "core") == 0
    assert len(office.store.rows("select 1 from payment")) == (command is AGAIN)
