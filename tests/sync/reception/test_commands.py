"""An operator's command does what it says, or refuses in a sentence before it touches anything."""

import hashlib
import json
import os
import signal
import sqlite3
import stat
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from unittest import mock

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.database import sqlite
from sync.office.store.store import OfficeStore
from sync.reception import __main__
from sync.reception.backup import restore as restore
from sync.reception.keys.keys import load_keys
from sync.reception.store.quota import Brought, quotas
from sync.reception.store.store import Offer, ReceptionStore
from sync.wire.city import CityKey
from sync.wire.envelope import NO_PREVIOUS, Header, seal
from sync.wire.hpke.suites import CLASSIC, make_key
from tests.sync.city import City
from tests.sync.reception.store.test_store import AT, NOW
from tests.sync.serving import serving

Run = Callable[..., None]
KEY = CityKey(
    id="k1", suite=CLASSIC, public=make_key(CLASSIC).public, not_after=NOW + timedelta(days=9)
)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.delenv("DATABASE_URL", raising=False)

    def run(*arguments: object) -> None:
        monkeypatch.setattr(sys, "argv", ["reception", *map(str, arguments)])
        __main__.main()

    return run


@pytest.fixture
def data(city: City) -> Path:
    """The folder of a reception that holds two applications and does not run."""
    city.store.take([whole(1), whole(2)], NOW)
    city.store.close()
    return city.folder / "reception"


def whole(seq: int) -> Offer:
    """An application as a tablet seals it: a backup calls nothing else durable."""
    header = Header(CLASSIC, f"{seq:032x}", "tablet", seq, NO_PREVIOUS, KEY.id, AT)
    raw = seal(b"x", header, KEY, Ed25519PrivateKey.generate()).to_bytes()
    digest = hashlib.sha256(raw).hexdigest()
    return Offer(header.id, "tablet", seq, NO_PREVIOUS, digest, CLASSIC, KEY.id, AT, content=raw)


def seqs(database: Path) -> list[int]:
    with closing(sqlite3.connect(database)) as db:
        return [seq for (seq,) in db.execute("select seq from submission order by seq")]


def durable(data: Path) -> list[int]:
    with closing(sqlite3.connect(data / "reception.db")) as db:
        found = db.execute("select seq from submission where durable_at is not null")
        return [seq for (seq,) in found]


def kept_in(data: Path) -> list[Path]:
    """Return the databases that restores set aside, each beside its log."""
    return [path for path in data.glob("*.before-*") if not path.name.endswith(("-wal", "-shm"))]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_nothing_is_durable_before_the_backup_has_its_name(
    run: Run, data: Path, tmp_path: Path
) -> None:
    """A process that dies in between; the backup of before stays as well."""
    to = tmp_path / "b.db"
    run("backup", "--data", data, "--to", to)
    with closing(ReceptionStore.open(data / "reception.db")) as store:
        store.take([whole(3)], NOW)
    with (
        mock.patch.object(sqlite, "rename_durably", side_effect=KeyboardInterrupt),
        pytest.raises(KeyboardInterrupt),
    ):
        run("backup", "--data", data, "--to", to)
    assert (durable(data), seqs(to)) == ([1, 2], [1, 2])
    run("backup", "--data", data, "--to", to)
    assert (durable(data), seqs(to)) == ([1, 2, 3], [1, 2, 3])
    assert stat.S_IMODE(to.stat().st_mode) == 0o600


@pytest.mark.parametrize("command", ["backup", "serve", "begin-epoch", "restore"])
def test_a_folder_without_a_reception_is_named_and_left_as_it_was(
    run: Run, data: Path, tmp_path: Path, command: str
) -> None:
    good, wrong = tmp_path / "good.db", tmp_path / "wrong"
    run("backup", "--data", data, "--to", good)
    before = good.read_bytes()
    more: dict[str, tuple[object, ...]] = {
        "backup": ("--to", good),
        "serve": ("--port", 1, "--tls-cert", "c", "--tls-key", "k"),
        "restore": ("--backup", good),
    }
    with pytest.raises(SystemExit, match=r"wrong holds no reception; make one: .* init --data"):
        run(command, "--data", wrong, *more.get(command, ()))
    assert not wrong.exists()
    assert good.read_bytes() == before


def test_no_command_makes_a_new_database_in_the_place_of_a_lost_one(
    run: Run, data: Path, tmp_path: Path
) -> None:
    (data / "reception.db").unlink()
    for more in (("backup", "--to", tmp_path / "b.db"), ("begin-epoch",)):
        with pytest.raises(SystemExit, match="there is no database"):
            run(*more, "--data", data)
    assert not (data / "reception.db").exists()


def test_a_backup_over_the_database_itself_is_refused(run: Run, data: Path) -> None:
    with pytest.raises(SystemExit, match="the database itself"):
        run("backup", "--data", data, "--to", data / "reception.db")


def no_file(path: Path) -> None:
    path.unlink(missing_ok=True)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def garbage(path: Path) -> None:
    path.write_bytes(b"no database at all" * 1000)


def a_damaged_page(path: Path) -> None:
    with path.open("rb+") as file:
        file.seek(3 * 4096)
        file.write(b"\xff" * 4096)


def cut_short(path: Path) -> None:
    os.truncate(path, 5 * 4096)


def an_offices(path: Path) -> None:
    path.unlink()
    OfficeStore.open(path).close()


def a_later_versions(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("pragma user_version = 99")
        db.execute("pragma application_id = 99")


@pytest.mark.parametrize(
    "spoil",
    [no_file, empty, garbage, a_damaged_page, cut_short, an_offices, a_later_versions],
)
def test_an_unfit_backup_is_refused_before_anything_is_touched(
    run: Run, data: Path, tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    backup = tmp_path / "b.db"
    run("backup", "--data", data, "--to", backup)
    spoil(backup)
    before = contents(data)
    with pytest.raises(SystemExit, match=r"(BackupUnfit|SchemaTooNew): ."):
        run("restore", "--data", data, "--backup", backup)
    assert contents(data) == before


def test_a_restore_waits_for_nobody_and_touches_nothing_while_the_reception_runs(
    run: Run, city: City, tmp_path: Path
) -> None:
    data, backup = city.folder / "reception", tmp_path / "b.db"
    with serving(city):
        run("backup", "--data", data, "--to", backup)
        with pytest.raises(SystemExit, match="a reception runs on"):
            run("restore", "--data", data, "--backup", backup)
        assert not list(data.glob("*.before-*"))


def test_a_restore_is_not_for_postgresql(
    run: Run, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("backup", "--data", data, "--to", tmp_path / "b.db")
    before = contents(data)
    monkeypatch.setenv("DATABASE_URL", "postgresql://127.0.0.1:1/nobody")
    with pytest.raises(SystemExit, match="by its own tools; after that: begin-epoch"):
        run("restore", "--data", data, "--backup", tmp_path / "b.db")
    assert contents(data) == before


def test_what_a_killed_reception_held_is_kept_whole_by_a_restore(
    run: Run, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What it had committed last stands in SQLite's log only; the kept file has it too."""
    backup = tmp_path / "b.db"
    run("backup", "--data", data, "--to", backup)
    child = os.fork()
    if not child:
        ReceptionStore.open(data / "reception.db").take([whole(3)], NOW)
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    assert (data / "reception.db-wal").stat().st_size
    run("restore", "--data", data, "--backup", backup)
    (kept,) = kept_in(data)
    assert seqs(data / "reception.db") == [1, 2]
    assert stat.S_IMODE((data / "reception.db").stat().st_mode) == 0o600
    with closing(ReceptionStore.open(data / "reception.db")) as store:
        assert store.epoch() == json.loads(capsys.readouterr().out.splitlines()[-1])["epoch"]
    run("restore", "--data", data, "--backup", kept)  # it was the wrong one
    assert seqs(data / "reception.db") == [1, 2, 3]


def test_a_database_that_nobody_can_read_is_kept_with_its_log(
    run: Run, data: Path, tmp_path: Path
) -> None:
    run("backup", "--data", data, "--to", tmp_path / "b.db")
    for end in ("", "-wal"):
        garbage(data / f"reception.db{end}")
    run("restore", "--data", data, "--backup", tmp_path / "b.db")
    (kept,) = kept_in(data)
    assert kept.with_name(f"{kept.name}-wal").read_bytes() == kept.read_bytes()
    assert seqs(data / "reception.db") == [1, 2]


def test_a_restore_that_was_cut_off_is_done_by_the_same_command(
    run: Run, data: Path, tmp_path: Path
) -> None:
    run("backup", "--data", data, "--to", tmp_path / "b.db")
    with (
        mock.patch.object(restore, "rename_durably", side_effect=KeyboardInterrupt),
        pytest.raises(KeyboardInterrupt),
    ):
        run("restore", "--data", data, "--backup", tmp_path / "b.db")
    run("restore", "--data", data, "--backup", tmp_path / "b.db")
    assert seqs(data / "reception.db") == [1, 2]
    assert len(kept_in(data)) == 1


@pytest.mark.parametrize("days", [0, 31])
def test_a_lease_runs_for_one_to_thirty_days(
    run: Run, data: Path, tmp_path: Path, days: int
) -> None:
    made, before = tmp_path / "made", contents(data)
    given = ("--city-key", "k1", "--office-token-sha256", "00", "--lease-days", days)
    with pytest.raises(SystemExit, match="1 to 30 days"):
        run("init", "--data", made, *given)
    assert not made.exists()
    with pytest.raises(SystemExit, match="1 to 30 days"):
        run("set-lease", "--data", data, "--days", days)
    assert contents(data) == before


def test_the_lease_of_a_city_is_what_it_said_last(run: Run, tmp_path: Path) -> None:
    made = tmp_path / "made"
    given = ("--city-key", "k1", "--office-token-sha256", "00", "--lease-days", 3)
    run("init", "--data", made, *given)
    before = load_keys(made)
    run("set-lease", "--data", made, "--days", 30)
    after = load_keys(made)
    assert (before.lease_days, after.lease_days) == (3, 30)
    assert (after.kid, after.city_keys) == (before.kid, frozenset({"k1"}))


def test_mended_09_an_operator_changes_what_a_tablet_may_bring(
    run: Run, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chosen = ("--kind", "attachments", "--items", 7, "--mebibytes", 2)
    run("set-quota", "--data", data, *chosen)
    said = json.loads(capsys.readouterr().out)
    assert said["attachments"] == {"items": 7, "bytes": 2 * 1024 * 1024}
    assert said["applications"]["items"] == 5_000
    with closing(ReceptionStore.open(data / "reception.db")) as store:
        assert quotas(store)[Brought.ATTACHMENTS].items == 7
    with pytest.raises(SystemExit, match="one MiB at least"):
        run("set-quota", "--data", data, *chosen[:-1], 0)
