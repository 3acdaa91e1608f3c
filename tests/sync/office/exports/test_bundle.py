"""Issue 13, point 5: a bundle is one ZIP with everything, in a fixed order, the same each time."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from sync.office.applications.opener import HolderAway
from sync.office.applications.reading import ApplicationReader
from sync.office.exports.bundle import Bundle, Poured
from sync.office.exports.carriage import CONTROL
from sync.office.exports.feed import Feed, FeedChoice
from sync.office.exports.made import PIECE_BYTES, MadeExports
from sync.office.exports.records import Filed, ForAPerson, Record, Records
from sync.office.exports.rows import PackedRows
from sync.office.exports.runs import ExportForm, Run, poured
from sync.office.exports.table import BOM, table_of
from sync.office.store.store import OfficeStore
from sync.wire.digest import sha256_hex
from sync.wire.package import Package, Part
from tests.sync.office.exports.decided import decided, package
from tests.sync.office.parts import Parts
from tests.sync.tablet.desk import Desk

FORM = b"%PDF-1.7 " + bytes(range(256)) * 40
COLUMNS = (
    "氏名",
    "世帯員.*.name",
    "世帯員.*.relation",
    "口座.bank_code",
    "口座.number",
    "電話番号",
)


def with_form(name: str, **more: Any) -> Package:
    made = package(name, **more)
    return Package(made.document, (Part("form.pdf", "application/pdf", FORM),))


def filed(n: int, form: bytes = FORM, procedure: str = "kyufukin", **answers: Any) -> Filed:
    head = {
        "procedure": {"version": 1}, "status": "accepted",
        "decided_at": "2026-11-23T03:00:00+00:00",
    }  # fmt: skip
    sheets = {"A票": {"申請日": "2026-11-23"}, "B票": {"名称": "見本", "内容": {}}}
    number = f"23456789{n % 8 + 2}342"
    return Filed(Record(n, number, procedure, head, answers, COLUMNS, sheets), form)


def bundled(*found: Filed | ForAPerson) -> tuple[bytes, Bundle]:
    out = io.BytesIO()
    bundle = Bundle(Poured(out.write))
    bundle.pour(iter(found))
    return out.getvalue(), bundle


def opened(content: bytes) -> dict[str, bytes]:
    with ZipFile(io.BytesIO(content)) as zip:
        assert zip.testzip() is None
        return {name: zip.read(name) for name in zip.namelist()}


def rows(content: bytes, encoding: str) -> list[list[str]]:
    text = content.decode(encoding).removeprefix(BOM)
    return list(csv.reader(io.StringIO(text, newline="")))


def test_the_order_is_fixed_and_the_manifest_has_each_digest() -> None:
    found = [filed(1, 氏名="見本　太郎"), filed(2, procedure="bus", 氏名="見本　花子")]
    content, bundle = bundled(*found)
    files = opened(content)
    assert list(files) == [
        *("applications/00000001/record.json", "applications/00000001/gif.json"),
        "applications/00000001/form.pdf",
        *("applications/00000002/record.json", "applications/00000002/gif.json"),
        "applications/00000002/form.pdf",
        *("tables/bus.utf-8.csv", "tables/bus.cp932.csv"),
        *("tables/kyufukin.utf-8.csv", "tables/kyufukin.cp932.csv"),
        *("left.csv", "manifest.json"),
    ]
    manifest = json.loads(files["manifest.json"])
    listed = {one["path"]: (one["bytes"], one["sha256"]) for one in manifest["files"]}
    there = {name: (len(one), sha256_hex(one)) for name, one in files.items()}
    assert listed == {name: one for name, one in there.items() if name != "manifest.json"}
    assert (manifest["count"], manifest["first"], manifest["last"]) == (2, 1, 2)
    assert manifest["procedures"] == {"bus": 1, "kyufukin": 1}
    assert manifest["left_to_a_person"] == [] == bundle.left
    assert bundle.out.sha256 == sha256_hex(content)
    assert bundled(*found)[0] == content, "the same applications, the same bytes"
    assert "見本" not in "".join(files), "no name tells of a person"


def test_what_cp932_lacks_is_listed_with_its_sign_and_the_rest_is_there() -> None:
    content, _ = bundled(filed(1, 氏名="髙橋　見"), filed(2, 氏名="𠮷野　見"), filed(3, b""))
    files = opened(content)
    wide = rows(files["tables/kyufukin.utf-8.csv"], "utf-8")
    narrow = rows(files["tables/kyufukin.cp932.csv"], "cp932")
    assert [row[0] for row in wide] == ["番号", "1", "2", "3"]
    assert [row[0] for row in narrow] == ["番号", "1", "3"]
    assert "applications/00000002/form.pdf" in files, "only that table lacks it"
    left = rows(files["left.csv"], "utf-8")[1:]
    said = json.loads(files["manifest.json"])["left_to_a_person"]
    assert [(row[0], row[2]) for row in left] == [
        ("3", "applications/00000003/form.pdf"),
        ("2", "tables/kyufukin.cp932.csv"),
    ]
    assert [(str(one["n"]), one["file"]) for one in said] == [(row[0], row[2]) for row in left]
    assert "U+20BB7" in left[1][3]
    assert "野" not in files["left.csv"].decode(), "no answer stands in what is said"


def test_what_cannot_be_opened_or_does_not_fit_gif_is_left_to_a_person() -> None:
    broken = filed(2, 氏名="見本")
    misfit = replace(broken, record=replace(broken.record, gif={"misfit": "電話番号"}))
    away = ForAPerson(1, "234567892342", "ひらけません")
    content, bundle = bundled(away, misfit)
    assert [(one.one.n, one.file) for one in bundle.left] == [
        (1, ""),
        (2, "applications/00000002/gif.json"),
    ]
    assert "applications/00000002/record.json" in opened(content)
    assert "「電話番号」がGIFの形に合いません" in opened(content)["left.csv"].decode()


def test_a_table_has_the_declared_columns_whatever_was_answered() -> None:
    people = [{"name": "見本　一"}, {"name": "見本　二", "relation": "子"}]
    first = filed(1, 電話番号={"unknown": True}, 口座=None, 後から="x").record
    second = filed(2, 世帯員=people, 口座={"number": "0123456", "bank_code": "0182"}).record
    heading, one, two = rows(table_of([first, second], "utf-8").content, "utf-8")
    assert heading[6:] == [
        *("氏名", "世帯員.1.name", "世帯員.2.name", "世帯員.2.relation"),
        *("口座.bank_code", "口座.number", "電話番号", "後から"),
    ]
    assert one[6:] == ["", "", "", "", "", "", "unknown", "x"]
    assert two[6:] == ["", "見本　一", "見本　二", "子", "0182", "0123456", "", ""]
    alone, _ = rows(table_of([filed(3, 電話番号="1").record], "cp932").content, "cp932")
    assert alone[6:] == ["氏名", "口座.bank_code", "口座.number", "電話番号"], "also when empty"


def test_the_newest_definition_orders_a_table() -> None:
    old = replace(filed(1, a="1", b="2").record, columns=("a", "b"))
    head = {**old.head, "procedure": {"version": 2}}
    new = replace(old, n=2, columns=("b", "c", "a"), head=head)
    for records in ([old, new], [new, old]):
        assert rows(table_of(records, "utf-8").content, "utf-8")[0][6:] == ["b", "c", "a"]


def test_packed_rows_come_back_whole_and_take_little_room() -> None:
    kept = PackedRows()
    records = [filed(n, 氏名=f"見本　{n}", メモ="あ" * 500).record for n in range(1, 1001)]
    for record in records:
        kept.add(record)
    for encoding in ("utf-8", "cp932"):
        assert b"".join(kept.written(encoding, [])) == table_of(records, encoding).content
    assert len(kept._packed) < 100 * 1000


def test_one_application_is_in_the_clear_at_a_time() -> None:
    """The next one is asked for only when this one's files have gone."""
    out, seen = io.BytesIO(), list[int]()

    def one_by_one() -> Iterator[Filed]:
        for n in (1, 2, 3):
            seen.append(out.tell())
            yield filed(n, bytes([n]) * 200_000)

    Bundle(Poured(out.write)).pour(one_by_one())
    assert seen[0] == 0
    assert seen[1] > 200_000
    assert seen[2] > 400_000


def run_of(office: Parts, folder: Path) -> Run:
    kept = Records(office.store, ApplicationReader(office.store, office.keys))
    return Run(office.store, kept, office.evidence, folder)


def test_a_day_is_laid_down_by_a_rename_and_once(
    two: tuple[Parts, Parts], online: Desk, tmp_path: Path
) -> None:
    first, second = two
    first.know(online)
    decided(first, online, with_form("見本　太郎"), with_form("𠮷野　見"))
    Feed(first.store).catch_up()
    out, outcomes = tmp_path / "out", list(Feed(first.store).since(0))
    wanted = ExportForm("bundle")
    (path,) = run_of(first, out).of(outcomes, wanted)
    assert path.name == "all-00000001-00000002.zip"
    files = opened(path.read_bytes())
    assert files["applications/00000001/form.pdf"] == FORM
    assert json.loads(files["applications/00000001/gif.json"])["B票"]["名称"] == "給付金の申請"
    control = json.loads(path.with_name(path.name + CONTROL).read_text(encoding="utf-8"))
    assert (control["count"], control["bytes"]) == (2, path.stat().st_size)
    assert control["sha256"] == sha256_hex(path.read_bytes())
    assert "U+20BB7" in control["left_to_a_person"][0]["why"]
    (again,) = run_of(second, out).of(outcomes, wanted)
    assert (again, sorted(one.name for one in out.iterdir())) == (
        path,
        [path.name, path.name + CONTROL],
    )
    assert list(run_of(first, out).of(outcomes, ExportForm("bundle", "another"))) == []
    assert len(list(out.iterdir())) == 2, "nothing for nobody"
    path.write_bytes(b"another content")
    (correction,) = run_of(first, out).of(outcomes, wanted)
    assert correction.name == "all-00000001-00000002-2.zip"


def test_a_holder_that_goes_away_leaves_no_bundle(
    two: tuple[Parts, Parts], online: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _ = two
    first.know(online)
    decided(first, online, with_form("見本　太郎"), with_form("見本　花子"))
    Feed(first.store).catch_up()
    outcomes, read = list(Feed(first.store).since(0)), ApplicationReader.filed

    def away(reader: ApplicationReader, id: str, content: bytes) -> Any:
        if id == outcomes[1].application:
            raise HolderAway("gone")
        return read(reader, id, content)

    monkeypatch.setattr(ApplicationReader, "filed", away)
    run = run_of(first, tmp_path / "out")
    with pytest.raises(HolderAway):
        list(run.of(outcomes, ExportForm("bundle")))
    assert list((tmp_path / "out").iterdir()) == []
    kept = MadeExports(first.store, "clerk")
    page = Feed(first.store).page(FeedChoice())
    with pytest.raises(HolderAway):
        kept.keep_poured("x", ".zip", lambda sink: poured(run.records.filed(outcomes), sink), page)
    assert _pieces(first.store) == 0


def test_a_large_bundle_is_kept_sealed_in_pieces_and_comes_back_whole(
    two: tuple[Parts, Parts],
) -> None:
    store = two[0].store
    large = [filed(n, bytes([n]) * PIECE_BYTES, 氏名="見本　太郎") for n in (1, 2, 3)]
    content, _ = bundled(*large)
    kept = MadeExports(store, "clerk")
    page = Feed(store).page(FeedChoice())
    made = kept.keep_poured("all", ".zip", lambda sink: poured(iter(large), sink), page)
    assert made is not None
    found = kept.find(made.id)
    assert found is not None
    assert b"".join(kept.content(found)) == content
    assert (found.sha256, found.pieces) == (sha256_hex(content), 4)
    assert MadeExports(store, "another").find(made.id) is None
    assert kept.find(f"{made.id}.000000") is None, "a piece is no file"
    assert kept.keep_poured("x", ".zip", lambda sink: poured(iter(()), sink), page) is None
    assert _pieces(store) == 5
    with store.transaction() as db:
        db.execute("delete from made_export where id = ?", [f"{made.id}.000001"])
    with pytest.raises(ValueError, match="unpack"):
        b"".join(kept.content(found))


def _pieces(store: OfficeStore) -> int:
    return len(store.rows("select id from made_export"))
