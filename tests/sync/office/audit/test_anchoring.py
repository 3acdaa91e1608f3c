"""Rows that the office's log lost at its end are noticed, and no number is given out again."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.office.applications.intake import Intake
from sync.office.arguments.office import DATABASE
from sync.office.audit.anchoring import UNANCHORED, LogAnchoring, heard, sentence
from sync.office.audit.chain_check import Finding, FindingKind
from sync.office.audit.heads import HEAD_FILE
from sync.office.audit.log import OfficeEvidence
from sync.office.keys.keys import KEY_FILE, OfficeKeys, make_office_keys
from sync.office.line.client import OfficeClient, OneRefused
from sync.office.store.store import OfficeStore
from sync.office.tablets.tablets import Tablets
from sync.reception.store.office_log import office_log as kept_at_reception
from sync.tablet.evidence.day_sheet import make_day_sheet
from sync.tablet.evidence.office_log import office_log
from sync.wire.city import utc_now
from sync.wire.events.log_head import LogHead, read_log_head, sign_log_head
from sync.wire.messages.day_sheet import read_day_sheet, sign_day_sheet
from tests.sync.city import OFFICE_TOKEN, City
from tests.sync.office.applications.test_office import Office
from tests.sync.office.commands.test_names import run
from tests.sync.tablet.desk import Desk

ENVELOPE = "ab" * 16
AT = "2026-11-28T00:00:00.000+00:00"


class Watched:
    """An office's log with a line to the reception that keeps its heads."""

    def __init__(self, city: City, folder: Path) -> None:
        self.folder, self.city = folder, city
        self.store = OfficeStore.open(folder / DATABASE)
        self.client = OfficeClient(city.pack.reception_url, city.folder / "ca.pem", OFFICE_TOKEN)
        self.keys = OfficeKeys({"k1": city.sealing}, "a1", city.answer_key, OFFICE_TOKEN, {})
        self.start()

    def start(self) -> None:
        """Start the office, as a restart does."""
        self.log = OfficeEvidence.open(self.store, self.folder)
        self.anchoring = LogAnchoring(self.log, self.client)
        self.intake = Intake(self.store, self.keys, self.client, anchoring=self.anchoring)

    def write(self, count: int) -> int:
        for _ in range(count):
            last = self.log.put("opened", clerk="clerk-1", envelope=ENVELOPE)
        return last

    def cut(self, above: int) -> None:
        with self.store.transaction() as db:
            db.execute("delete from office_event where seq > ?", [above])

    def line(self) -> list[str]:
        url, ca = self.city.pack.reception_url, str(self.city.folder / "ca.pem")
        return ["--data", str(self.folder), "--reception", url, "--ca", ca]

    def close(self) -> None:
        self.client.close()
        self.store.close()


@pytest.fixture
def office(served: City, tmp_path: Path) -> Iterator[Watched]:
    made = Watched(served, tmp_path / "office")
    yield made
    made.close()


def test_mended_06_lost_rows_are_told_and_no_number_comes_again(
    office: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    office.write(10)
    office.intake.run_once()
    assert office.anchoring.findings == []
    office.cut(7)
    assert office.log.verify() == [Finding(FindingKind.LOST, 8, 3)]
    office.start()
    office.anchoring.begin()
    assert office.anchoring.findings == [Finding(FindingKind.LOST, 8, 3)]
    assert "the office's log: lost at 8 (3)" in caplog.text
    assert office.write(1) == 11
    assert office.log.verify() == [Finding(FindingKind.GAP, 8, 3)], "it stays to be seen"
    office.start()
    office.anchoring.begin()
    assert office.anchoring.findings == [Finding(FindingKind.GAP, 8, 3)]
    assert sentence(office.anchoring.findings[0]) == "8番から10番まで（3件）の記録がありません。"


def test_mended_06_a_restored_office_without_its_file_hears_it_from_the_reception(
    office: Watched,
) -> None:
    office.write(5)
    office.intake.run_once()
    (office.folder / HEAD_FILE).unlink()
    office.cut(0)
    office.start()
    office.anchoring.begin()
    assert office.anchoring.findings == [Finding(FindingKind.LOST, 1, 5)]
    assert office.write(1) == 6


def test_mended_06_without_a_line_the_file_beside_the_key_is_compared(
    city: City, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    office = Watched(city, tmp_path / "office")
    with city.open():
        office.write(3)
        office.intake.run_once()
    office.cut(1)
    office.start()
    office.anchoring.begin()
    assert office.anchoring.findings == [Finding(FindingKind.LOST, 2, 2)]
    assert "was not compared with the reception" in caplog.text
    assert office.write(1) == 4
    office.close()


def test_mended_06_a_log_that_goes_on_from_a_backup_is_called_rewritten(office: Watched) -> None:
    office.write(4)
    office.intake.run_once()
    (office.folder / HEAD_FILE).unlink()
    office.cut(2)
    office.write(2)  # as an office of before: the numbers 3 and 4 again
    office.intake.run_once()
    assert office.anchoring.findings == [Finding(FindingKind.REWRITTEN, 4)]


def test_mended_06_the_reception_never_takes_a_lower_head_for_a_higher_one(
    office: Watched, served: City
) -> None:
    key = office.log.key
    tokens = [sign_log_head(LogHead(seq, "ab" * 32, AT), key) for seq in (9, 10, 2)]
    for token in tokens:
        office.client.keep_log_head(token)
    assert kept_at_reception(served.store) == tokens[1]
    assert office.client.keep_log_head("") == tokens[1]
    for odd in ("x", "x.y.z", "a" * 2000):
        with pytest.raises(OneRefused):
            office.client.keep_log_head(odd)


def test_mended_06_a_head_that_this_log_did_not_sign_is_told_and_not_believed(
    office: Watched,
) -> None:
    office.write(2)
    foreign = sign_log_head(LogHead(99, "ab" * 32, AT), Ed25519PrivateKey.generate())
    assert heard(office.log, foreign) == [Finding(FindingKind.BAD_SIGNATURE, 99)]
    assert office.write(1) == 3


def test_mended_06_a_tablet_carries_the_head_on_its_sheet_and_the_office_checks_it(
    office: Watched, online: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert office.write(6) == 6
    office.intake.run_once()
    Tablets(office.store).approve(online.enrolled.id, "clerk", utc_now())
    online.courier.run_once()
    key = office.log.key.public_key()
    assert read_log_head(office_log(online.store), key).seq == 6
    office.write(1)
    office.intake.run_once()
    online.courier.run_once()
    assert read_log_head(office_log(online.store), key).seq == 6, "minutes are not worth a write"
    sheet = make_day_sheet(online.outbox, utc_now().date(), utc_now())
    signed = sign_day_sheet(sheet, online.enrolled.sign_key)
    assert read_day_sheet(signed, online.enrolled.sign_key.public_key()) == sheet
    file = tmp_path / "sheet.json"
    file.write_bytes(signed)
    told = ["day-sheet", "--data", str(office.folder), str(file)]
    assert run("sync.office", *told) is None
    assert "庁内の記録は、この控え（6番）まであります。" in capsys.readouterr().out
    (office.folder / HEAD_FILE).unlink()
    office.cut(4)
    assert run("sync.office", *told) == 1
    assert "5番から6番まで（2件）の記録がありません。" in capsys.readouterr().out
    assert office.write(1) == 7, "the sheet's number is not given out again"


def test_mended_06_the_command_compares_with_the_reception_and_ends_in_1(
    office: Watched, capsys: pytest.CaptureFixture[str]
) -> None:
    make_office_keys(office.folder, utc_now())
    path = office.folder / KEY_FILE
    path.write_text(json.dumps(json.loads(path.read_text()) | {"office_token": OFFICE_TOKEN}))
    office.write(3)
    assert run("sync.office", "log", "verify", *office.line()) == 0
    (office.folder / HEAD_FILE).unlink()
    office.cut(2)
    assert run("sync.office", "log", "verify", "--data", str(office.folder)) == 0, "not seen here"
    capsys.readouterr()
    assert run("sync.office", "log", "verify", *office.line()) == 1
    assert "lost at 3 (1)" in capsys.readouterr().out


def test_mended_06_a_file_that_cannot_be_written_stops_neither_intake_nor_start(
    office: Watched, online: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    in_the_way = office.folder / f"{HEAD_FILE}.partial"
    in_the_way.mkdir()  # as with a full disk or a folder that is read only, the writing fails
    office.write(3)
    office.anchoring.begin()
    Tablets(office.store).record(office.client.devices().devices)
    Tablets(office.store).approve(online.enrolled.id, "clerk", utc_now())
    online.seal(1)
    online.courier.run_once()
    for _ in range(2):
        office.intake.run_once()
    assert office.store.rows("select count(*) from application") == [(1,)]
    assert office.anchoring.findings == [UNANCHORED]
    assert caplog.text.count(f"{HEAD_FILE} cannot be written") == 1
    office.cut(1)
    office.intake.run_once()
    assert office.anchoring.findings == [UNANCHORED, Finding(FindingKind.LOST, 2, 2)]
    in_the_way.rmdir()
    office.intake.run_once()
    assert office.anchoring.findings == [Finding(FindingKind.LOST, 2, 2)]
    assert (office.folder / HEAD_FILE).exists()


def test_mended_06_administrators_see_a_file_that_cannot_be_written(
    served: City, tmp_path: Path
) -> None:
    made = Office(served, tmp_path, log_findings=[UNANCHORED])
    made.sign_in()
    shown = made.web.get("/devices").text
    assert "（evidence.head）を書けません。" in shown
    assert 'data-log="unanchored"' in shown
    assert 'data-log="lost"' not in shown
    made.close()


def test_mended_06_administrators_see_it_on_the_page_of_tablets(
    served: City, tmp_path: Path
) -> None:
    found = [Finding(FindingKind.LOST, 81, 20)]
    made = Office(served, tmp_path, log_findings=found)
    made.sign_in()
    shown = made.web.get("/devices").text
    assert 'data-log="lost"' in shown
    assert "81番から100番まで（20件）の記録がありません。" in shown
    found.clear()
    assert "data-log" not in made.web.get("/devices").text
    made.close()
