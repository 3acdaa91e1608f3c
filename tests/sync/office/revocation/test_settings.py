"""A city's file of sources is read as the manual shows it, and refused where it is not right."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from sync.office.line.public import Fetcher
from sync.office.revocation.settings import SettingsRefused, read_sources

MANUAL = Path(__file__).resolve().parents[4] / "docs" / "operations.md"
RESPONDER = '[[source]]\nkind = "responder"\nname = "a"\n'


def test_the_example_of_the_manual_is_read(tmp_path: Path) -> None:
    found = re.search(r"```toml\n(oldest_hours.*?)```", MANUAL.read_text(encoding="utf-8"), re.S)
    assert found
    (tmp_path / "sources.toml").write_text(found[1], encoding="utf-8")
    sources = read_sources(tmp_path / "sources.toml", Fetcher())
    names = ["失効の問い合わせ先", "失効リスト", "運んだ失効リスト"]
    assert [one.name for one in sources.in_order] == names
    assert sources.oldest == timedelta(hours=48)


def test_without_a_file_nothing_is_asked() -> None:
    assert read_sources(None, Fetcher()).in_order == ()


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", "source"),
        ("[[source", "no TOML"),
        (RESPONDER + 'url = "file:///etc/passwd"\n', "url"),
        (RESPONDER + 'url = "http://127.0.0.1/"\nnonse = "required"\n', "nonse"),
        ("oldest_hours = 0\n" + RESPONDER + 'url = "http://127.0.0.1/"\n', "oldest_hours"),
    ],
)
def test_a_file_that_is_not_right_is_refused_by_its_place(
    tmp_path: Path, text: str, place: str
) -> None:
    (tmp_path / "sources.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsRefused, match=place):
        read_sources(tmp_path / "sources.toml", Fetcher())
    with pytest.raises(SettingsRefused, match="cannot be read"):
        read_sources(tmp_path / "gone.toml", Fetcher())
