"""Issue 12, point 5: files for a carriage are whole, counted, and never changed."""

import csv
import io
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sync.office.exports.carriage import CONTROL, CarriedFile, lay_down
from sync.office.exports.records import ForAPerson, Record
from sync.office.exports.table import BOM, table_of
from sync.wire.digest import sha256_hex

AT = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


def record(n: int, answers: dict[str, object]) -> Record:
    head = {"status": "accepted", "decided_at": "2026-11-23T03:00:00+00:00"}
    return Record(n, f"23456789234{n}", "kyufukin", head, answers)


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def test_the_columns_are_all_the_names_and_nested_values_have_whole_ones() -> None:
    one = record(1, {"氏名": "見本　太郎", "口座": {"bank_code": "0182", "number": "0123456"}})
    other = record(2, {"氏名": "見本　花子", "世帯": [{"name": "見本　一"}, {"name": "見本　二"}]})
    table = table_of([one, other], "utf-8")
    heading, first, second = rows(table.content.decode().removeprefix(BOM))
    assert heading[6:] == ["氏名", "口座.bank_code", "口座.number", "世帯.1.name", "世帯.2.name"]
    assert first[6:] == ["見本　太郎", "0182", "0123456", "", ""]
    assert second[6:] == ["見本　花子", "", "", "見本　一", "見本　二"]
    assert table.numbers == (1, 2)


@pytest.mark.parametrize("cell", ["=1+1", "+81", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1"])
def test_a_cell_is_never_a_formula(cell: str) -> None:
    content = table_of([record(1, {"メモ": cell})], "utf-8").content
    assert rows(content.decode())[1][-1] == f"'{cell}"


def test_a_row_that_cp932_lacks_goes_to_a_person_with_the_sign_named() -> None:
    table = table_of(
        [record(1, {"氏名": "髙橋　見"}), record(2, {"氏名": "𠮷野　見", "住所": "辻󠄀町"})], "cp932"
    )
    assert rows(table.content.decode("cp932"))[1][-2:] == ["髙橋　見", ""], "cp932 has this one"
    assert table.numbers == (1,)
    (left,) = table.left
    assert re.findall("U\\+[0-9A-F]+", left.why) == ["U+20BB7", "U+E0100"]
    assert "野" not in left.why, "no answer stands in what is said"
    assert table_of([record(2, {"氏名": "𠮷野"})], "utf-8").left == ()


def load(content: bytes) -> CarriedFile:
    left = [ForAPerson(3, "234567892343", "書けません")]
    return CarriedFile("kyufukin-00000001-00000002", ".csv", content, (1, 2), 0, left)


def test_a_file_is_counted_and_a_correction_is_a_new_one(tmp_path: Path) -> None:
    first = lay_down(tmp_path, load(b"a"), AT)
    said = json.loads((tmp_path / (first.name + CONTROL)).read_text(encoding="utf-8"))
    assert (said["count"], said["first"], said["last"], said["bytes"]) == (2, 1, 2, 1)
    assert said["sha256"] == sha256_hex(b"a")
    assert said["left_to_a_person"] == [{"n": 3, "number": "234567892343", "why": "書けません"}]
    before = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    assert lay_down(tmp_path, load(b"a"), AT) == first
    assert {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == before
    second = lay_down(tmp_path, load(b"b"), AT)
    assert second.name == "kyufukin-00000001-00000002-2.csv"
    assert first.read_bytes() == b"a"


def test_what_a_kill_left_is_finished_and_its_control_comes_last(tmp_path: Path) -> None:
    (tmp_path / "kyufukin-00000001-00000002.csv").write_bytes(b"a")
    (tmp_path / "kyufukin-00000001-00000002.csv.partial").write_bytes(b"")
    path = lay_down(tmp_path, load(b"a"), AT)
    assert path.with_name(path.name + CONTROL).exists()
