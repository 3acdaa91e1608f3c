"""The authors' command reads a stranger's file in a process with limits, and says what it found."""

import io
import os
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from sync.office.authoring.command import AuthorsCommand, NotTried
from sync.office.authoring.published import Publisher
from sync.office.authoring.report import DraftReport
from sync.office.authoring.uploads import DraftKind, DraftUpload, UploadRefused
from tests.sync.office.authoring.city import mended_book, publisher, upload
from tests.sync.pack_city import PackCity

COMMAND = AuthorsCommand()
XML = "xl/worksheets/sheet1.xml"


@pytest.fixture
def base(city: PackCity) -> dict[str, bytes]:
    made = publisher(city)
    pack = made.newest()
    assert pack is not None
    return made.base(pack)


def book(raw: bytes) -> DraftUpload:
    return DraftUpload.of_files({"definition": raw})


def test_a_workbook_goes_out_and_comes_back(base: dict[str, bytes]) -> None:
    raw = COMMAND.workbook("bus", base)
    report = COMMAND.report(book(mended_book(raw, version=2, form_title__ja="バスの券")), base)
    assert (report.mistakes, report.lacking, report.version) == ((), (), 2)
    assert set(report.differences) == {
        "手続き：version：1 → 2", "ことば（日本語）：l_title：敬老バス → バスの券",
    }  # fmt: skip
    assert set(report.files) == {
        "procedures/bus.toml", "cases/bus.toml",
        *(f"words/{language}/bus.toml" for language in ("ja", "ja_easy", "en")),
    }  # fmt: skip


def changed(change: Callable[[str], str]) -> bytes:
    """Return a workbook whose only sheet is what *change* makes of it."""
    written, packed = io.BytesIO(), io.BytesIO()
    workbook = Workbook()
    workbook.worksheets[0].append(["LAUGH"])
    workbook.save(written)
    with (
        zipfile.ZipFile(written) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for one in old.namelist():
            text = old.read(one).decode()
            new.writestr(one, change(text) if one == XML else text)
    return packed.getvalue()


def bomb(size: int, *, is_lying: bool = False) -> bytes:
    """Return a workbook whose sheet unpacks to *size* bytes of cells."""
    rows = '<row><c t="inlineStr"><is><t>x</t></is></c></row>'
    raw = changed(
        lambda text: text.replace("</sheetData>", f"{rows * (size // len(rows))}</sheetData>")
    )
    if is_lying:  # the directory at its end says that it is small
        with zipfile.ZipFile(io.BytesIO(raw)) as zip:
            told = zip.getinfo(XML).file_size.to_bytes(4, "little")
        raw = raw.replace(told, (100).to_bytes(4, "little"))
    return raw


def laughing() -> bytes:
    """Return a workbook in whose sheet stands an entity of entities, 10 to the 11th of them."""
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    doctype = f'<!DOCTYPE x [<!ENTITY a0 "lol">{entities}]>'
    return changed(lambda text: doctype + text.replace("LAUGH", "&a11;"))


def told(raw: bytes, base: dict[str, bytes]) -> str:
    try:
        return COMMAND.report(book(raw), base).refused
    except NotTried as refused:
        return str(refused)


def test_a_hostile_workbook_is_refused_and_costs_little(
    base: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "own"))
    (tmp_path / "own").mkdir()
    hostile = {
        "として読めません": bomb(200_000_000, is_lying=True),
        "大きすぎます": bomb(200_000_000),
        "終わりまで読めませんでした": laughing(),
        "ではありません": b"PK\x03\x04?",
    }
    assert all(len(raw) < 2 * 1024 * 1024 for raw in hostile.values()), "small where they come in"
    began, used = time.monotonic(), os.times().children_user
    for said, raw in hostile.items():
        assert said in told(raw, base)
    assert os.times().children_user - used < 20, "processor time of all of them"
    assert time.monotonic() - began < 200
    assert list((tmp_path / "own").iterdir()) == [], "nothing is left behind"


@pytest.mark.parametrize("raw", [b"%PDF-1.7", b"\x89PNG\r\n\x1a\n\0\0", b"\xd0\xcf\x11\xe0\0\0"])
def test_another_kind_of_file_is_refused_before_anything_is_started(raw: bytes) -> None:
    with pytest.raises(UploadRefused, match="でも TOML でもありません"):
        DraftUpload.of_files({"definition": raw})


def test_a_definition_without_end_in_depth_or_size_is_refused(base: dict[str, bytes]) -> None:
    deep = b'id = "bus"\na = ' + b"[" * 100_000
    with pytest.raises(NotTried):
        COMMAND.report(DraftUpload.of_files({"definition": deep}), base)
    with pytest.raises(UploadRefused, match="512 KB"):
        DraftUpload.of_files({"definition": b"#" * 600_000})
    with pytest.raises(UploadRefused, match="2 MB"):
        DraftUpload.of_files({"definition": b"PK\x03\x04" + bytes(3_000_000)})


def test_parts_without_a_definition_or_beside_a_workbook_are_refused() -> None:
    for files in ({"ja": b"x"}, {"definition": b"PK\x03\x04", "cases": b"x"}):
        with pytest.raises(UploadRefused, match="いっしょに"):
            DraftUpload.of_files(files)
    with pytest.raises(UploadRefused, match="選んでください"):
        DraftUpload.of_files({"definition": b""})


def test_who_comes_after_too_many_is_told_so(base: dict[str, bytes]) -> None:
    command = AuthorsCommand(at_once=1, waits_s=0.01)
    with command._in_folder({}), pytest.raises(NotTried, match="ほかの案"):
        command.report(upload(), base)
    assert command.report(upload(), base).mistakes == ()


def test_the_clock_ends_it(base: dict[str, bytes]) -> None:
    with pytest.raises(NotTried):
        AuthorsCommand(wall_s=0.05).report(upload(), base)


def test_the_process_knows_nothing_of_the_offices_environment(
    base: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would fail by these: a folder of other code, and warnings that end it."""
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    monkeypatch.setenv("PYTHONSTARTUP", "/nowhere")
    monkeypatch.setenv("PYTHONHASHSEED", "nonsense")
    assert COMMAND.report(upload(), base).version == 2


def test_what_the_process_says_is_not_trusted() -> None:
    for said in (b"", b"[]", b'{"id": "../x"}', b'{"version": 0}', b'{"more": 1}', b"\xff"):
        with pytest.raises(ValueError, match="DraftReport"):
            DraftReport.model_validate_json(said)


def test_an_upload_is_kept_part_by_part() -> None:
    made = upload()
    assert DraftUpload.parse(made.kind, made.to_bytes()) == made
    assert made.kind is DraftKind.TEXT


def test_the_newest_pack_is_listed_with_its_standing(city: PackCity) -> None:
    made = publisher(city)
    (one,) = made.procedures()
    assert (one.id, one.title, one.version, one.unverified) == ("bus", "敬老バス", 1, ())
    assert one.standing(city.now.date()).value == "holds"
    city.procedure("cat", title="ねこ")
    text = (city.content / "procedures/cat.toml").read_text()
    later = text.replace("valid_from = 2026-04-01", "valid_from = 2098-04-01")
    city.write(
        "procedures/cat.toml", later.replace("verified_on", 'unverified = ["様式"]\nverified_on')
    )
    layer = (city.content / "city/layer.toml").read_text()
    city.write("city/layer.toml", f"{layer}\n[procedures.bus]\nhidden = true\n")
    city.publish()
    bus, cat = made.procedures()
    assert (bus.standing(city.now.date()).value, cat.standing(city.now.date()).value) == (
        "hidden", "later",
    )  # fmt: skip
    assert cat.unverified == ("様式",)
    assert made.procedure("dog") is None
    assert Publisher(city.content, city.repository).procedures() == [bus, cat]
