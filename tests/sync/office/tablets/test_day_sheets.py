"""The office checks a tablet's sheet of a day by its key: what counts and what does not."""

import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.office.arguments.office import DATABASE
from sync.office.commands.office import main
from sync.office.line.client import KnownDevice
from sync.office.store.store import OfficeStore
from sync.office.tablets.tablets import Tablets
from sync.wire.hpke.suites import CLASSIC, make_key
from sync.wire.messages.day_sheet import DaySheet, sign_day_sheet

AT = datetime(2026, 11, 23, 8, 5, tzinfo=UTC)
KEY = Ed25519PrivateKey.generate()
SHEET = DaySheet("ab" * 8, "2026-11-23", AT, 5, 3, 1, 1, 0)
UNBALANCED = replace(SHEET, sent=2)


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """An office that approved one tablet and knows another one."""
    store = OfficeStore.open(tmp_path / DATABASE)
    public, seal = KEY.public_key().public_bytes_raw(), make_key(CLASSIC).public
    for id, name in ((SHEET.device, "出張窓口 1号"), ("cd" * 8, "出張窓口 2号")):
        at = AT.isoformat()
        device = KnownDevice(id, name, public, seal, 7, at, None)
        Tablets(store).record([device])
    Tablets(store).approve(SHEET.device, "clerk", AT)
    store.close()
    return tmp_path


def check(office: Path, content: bytes) -> str | int | None:
    """Run the command on a file; return what it ended with, None when all was right."""
    path = office / "sheet.json"
    path.write_bytes(content)
    with pytest.MonkeyPatch.context() as patch:
        arguments = ["sync.office", "day-sheet", "--data", str(office), str(path)]
        patch.setattr(sys, "argv", arguments)
        try:
            main()
        except SystemExit as ended:
            return ended.code
    return None


def test_a_right_sheet_is_told_in_japanese(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(office, sign_day_sheet(SHEET, KEY)) is None
    said = capsys.readouterr().out
    assert "出張窓口 1号" in said
    assert "2026-11-23 17:05" in said
    for line in ("受け付けた　5件", "市に届いた　3件", "送信待ち　1件", "止まっている　1件"):
        assert line in said
    assert "合っています" in said


def test_a_sheet_that_does_not_balance_is_told_and_ends_in_1(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(office, sign_day_sheet(UNBALANCED, KEY)) == 1
    assert "合いません" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (sign_day_sheet(SHEET, KEY).replace(b'"sent":3', b'"sent":4'), "署名が合いません"),
        (sign_day_sheet(SHEET, Ed25519PrivateKey.generate()), "署名が合いません"),
        (sign_day_sheet(replace(SHEET, device="ef" * 8), KEY), "承認した端末の"),
        (sign_day_sheet(replace(SHEET, device="cd" * 8), KEY), "承認した端末の"),
        (b"%PDF-1.7", "一日のしめのファイルではありません"),
    ],
)
def test_what_no_approved_tablet_signed_is_refused(
    office: Path, content: bytes, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    ended = check(office, content)
    assert said in str(ended), "a text as the end of a program means exit 1"
    assert capsys.readouterr().out == ""
