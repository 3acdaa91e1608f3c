"""Counts what of each language is untranslated, old, or not read by a speaker, file by file."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from field_app.platform.assets_folder import assets_folder
from field_app.translation.glyphs import missing_glyphs
from field_app.translation.row import SAID, Row, rows_of
from field_app.words.translated import codes_in, has_places, read_translation


def counted(content: Path, code: str) -> Iterator[str]:
    """Yield a line for each file of *content*, and one for what no font draws."""
    rows = list(rows_of(content, code))
    files = dict.fromkeys(row.file for row in rows)
    for file in files:
        yield f"{code}/{file}: {_line([row for row in rows if row.file == file])}"
    lacking = missing_glyphs(content, code, (row.text for row in rows))
    if lacking:
        yield f"{code}: 字体にない字 {lacking}"


def total(content: Path, code: str) -> str:
    """Return all of a language in one line."""
    return f"{code}: {_line(list(rows_of(content, code)))}"


def languages_of(content: Path) -> tuple[str, ...]:
    """Return the codes of the languages that *content* or the app has."""
    return tuple(sorted({*codes_in(content), *codes_in(assets_folder())}))


def mistakes_in_languages(content: Path) -> Iterator[str]:
    """Yield the texts below *content* that cannot be shown: a place is lost, or nobody says it."""
    for code in codes_in(content):
        found = read_translation(content, code)
        japanese = {row.key: row.japanese for row in rows_of(content, code)}
        if found is None:
            continue
        for file, texts in found.files.items():
            for key, text in texts.items():
                if key not in japanese:
                    yield f"{code}/{file}: {key}: 日本語にない文です。"
                elif found.is_current(key, japanese[key]) and not has_places(text, japanese[key]):
                    yield f"{code}/{file}: {key}: 日本語と同じ {{ }} がありません。"


def _line(rows: list[Row]) -> str:
    by = Counter(row.state for row in rows)
    states = "、".join(f"{said} {by[state]}" for state, said in SAID.items())
    return f"{len(rows)}文　{states}"
