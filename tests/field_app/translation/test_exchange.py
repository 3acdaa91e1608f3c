"""What goes to a translator comes back without loss, or is refused with line and reason."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from field_app.translation.csv_file import from_csv, to_csv
from field_app.translation.row import ImportRefused, Row, TranslatorText, rows_of
from field_app.translation.take import approve, take
from field_app.translation.xliff import from_xliff, to_xliff
from tests.field_app.translation.small_city import JAPANESE, make_city, translate

Write = Callable[[Iterable[Row]], bytes]
Read = Callable[[bytes], Iterator[TranslatorText]]
WAYS: dict[str, tuple[Write, Read]] = {
    "csv": (to_csv, from_csv),
    "xliff": (lambda rows: to_xliff(rows, "la"), from_xliff),
}
SENTENCES = st.text(
    st.characters(blacklist_categories=("Cs", "Cc", "Co", "Cn"), blacklist_characters="{}")
)
BILLION = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "{count}">]>
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"/>"""


@pytest.mark.parametrize("way", WAYS)
@over(before=SENTENCES, after=SENTENCES)
def test_a_translation_comes_back_as_it_went_out(way: str, before: str, after: str) -> None:
    text = f'{before}{{count}}"<&>,\n{after}'
    row = Row("a.toml", "p.a.l_b", f"日本語{{count}}\n{after}", "English", text, "machine")
    write, read = WAYS[way]
    (back,) = read(write([row]))
    assert (back.key, back.japanese, back.text) == (row.key, row.japanese, row.text)


@pytest.mark.parametrize("way", WAYS)
def test_a_whole_language_goes_out_and_in_and_nothing_changes(way: str, tmp_path: Path) -> None:
    city = make_city(tmp_path)
    translate(city, l_title="De arboribus", p_summary="Usque ad {count}:\n“arbores”.")
    write, read = WAYS[way]
    before = {path: path.read_bytes() for path in (city / "languages").rglob("*.toml")}
    assert take(city, "la", read(write(rows_of(city, "la")))) == 0
    assert {path: path.read_bytes() for path in (city / "languages").rglob("*.toml")} == before


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Usque ad tres.", "{count} がなくなっています"),
        ("Usque ad {numerus}.", "{numerus} は元の文にありません"),
        ("Usque ad {count", "形が正しくありません"),
        ("Usque\u202e ad {count}.", "目に見えない文字"),
    ],
)
def test_a_lost_place_is_refused_by_line_and_nothing_is_taken(
    way: str, text: str, reason: str, tmp_path: Path
) -> None:
    city = make_city(tmp_path)
    write, read = WAYS[way]
    rows = [
        Row("f", "p.tree.l_title", JAPANESE["p.tree.l_title"], "", "De arboribus", "machine"),
        Row("f", "p.tree.p_summary", JAPANESE["p.tree.p_summary"], "", text, "machine"),
    ]
    with pytest.raises(ImportRefused) as refused:
        take(city, "la", read(write(rows)))
    line = {"csv": 3, "xliff": 5}[way]
    assert str(refused.value).startswith(f"{line}行目: p.tree.p_summary: ")
    assert reason in str(refused.value)
    assert not (city / "languages/la/state.toml").exists()


def test_unknown_and_doubled_keys_are_all_named(tmp_path: Path) -> None:
    city = make_city(tmp_path)
    given = [
        TranslatorText("p.tree.l_title", "木の相談", "a", 2),
        TranslatorText("p.tree.l_title", "木の相談", "b", 3),
        TranslatorText("p.bush.l_title", "低木", "c", 4),
        TranslatorText("home.s_title", "職員のページ", "d", 5),
    ]
    with pytest.raises(ImportRefused) as refused:
        take(city, "la", given)
    assert [line[:3] for line in str(refused.value).splitlines()] == ["3行目", "4行目", "5行目"]


@pytest.mark.parametrize(
    "content",
    [
        b"key,japanese\np.a,b\n",
        b"key,japanese,translation\np.a,b\n",
        b'key,japanese,translation\np.a,b,"c\n',
        "key,japanese,translation\np.a,木,c\n".encode("cp932"),
    ],
)
def test_a_csv_of_another_shape_is_refused(content: bytes) -> None:
    with pytest.raises(ImportRefused):
        list(from_csv(content))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (BILLION.encode(), "1行目: DOCTYPE"),
        (b"<xliff><file>", "XML"),
        (b"<html/>", "XLIFF 1.2"),
        (b'<xliff version="2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0"/>', "XLIFF 1.2"),
    ],
)
def test_what_is_no_xliff_is_refused_and_no_entity_is_expanded(content: bytes, reason: str) -> None:
    with pytest.raises(ImportRefused, match=reason):
        list(from_xliff(content))


def test_suggestions_of_a_translators_program_are_no_translation() -> None:
    row = Row("f", "p.a.l_b", "木", "", "arbor", "machine")
    other = "<alt-trans><source>林</source><target>silva</target></alt-trans></trans-unit>"
    raw = to_xliff([row], "la").replace(b"</trans-unit>", other.encode())
    assert [(one.japanese, one.text) for one in from_xliff(raw)] == [("木", "arbor")]


def test_excel_gets_a_byte_order_mark_and_says_how_far_each_text_is(tmp_path: Path) -> None:
    city = make_city(tmp_path)
    translate(city, l_title="De arboribus", l_when="Quando?")
    approve(city, "la", "ラテン語の通訳者", date(2026, 11, 30), ["p.tree.l_when"])
    raw = to_csv(rows_of(city, "la"))
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    assert {row["key"].rpartition(".")[2]: row["state"] for row in rows} == {
        "l_title": "機械訳・要確認",
        "p_summary": "未訳",
        "l_when": "確認済み",
        "l_whom": "未訳",
    }


def test_a_translation_of_an_older_japanese_is_taken_and_counts_as_old(tmp_path: Path) -> None:
    city = make_city(tmp_path)
    take(city, "la", [TranslatorText("p.tree.l_when", "なんじですか", "Quota hora?", 2)])
    states = {row.key: row.state for row in rows_of(city, "la")}
    assert states["p.tree.l_when"] == "stale"


def test_an_approval_ends_when_the_text_changes(tmp_path: Path) -> None:
    city = make_city(tmp_path)
    translate(city, l_title="De arboribus", l_when="Quando?")
    assert approve(city, "la", "通訳者", date(2026, 11, 30)) == 2
    translate(city, l_when="Quo die?")
    states = {row.key: row.state for row in rows_of(city, "la")}
    assert states["p.tree.l_title"] == "approved"
    assert states["p.tree.l_when"] == "machine"
    with pytest.raises(ValueError, match=r"p\.bush"):
        approve(city, "la", "通訳者", date(2026, 11, 30), ["p.bush"])
