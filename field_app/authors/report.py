"""Say everything about a draft at once: its mistakes, what it changes, its cases and its pages.

A draft is a folder with ``draft.xlsx``, a workbook; or ``draft.toml``, a definition, with what
there is beside it (``ja.toml``, ``ja_easy.toml``, ``en.toml``, ``cases.toml``); or
``draft.json``, one that was taken out of content as text.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from field_app.authors.check import check_content, in_workbook, try_cases
from field_app.authors.compare import differences
from field_app.authors.drafts.draft import (
    Draft,
    IdRefused,
    files_of,
    read_draft,
    refuse_id,
    remarks_of,
    write_draft,
    write_words,
)
from field_app.authors.drafts.toml_text import toml_text
from field_app.authors.taking import excel, taken_of_book
from field_app.authors.workbook.book import Book, Uncarried
from field_app.authors.workbook.columns import SETTINGS
from field_app.content.edition import ContentRefused
from field_app.content.findings import ContentFinding
from field_app.procedure.authoring.source import Unreadable, read_source, tables_of
from field_app.procedure.load import DefinitionError
from field_app.words.words import LANGUAGES, load_words

BOOK, TEXT, KEPT = "draft.xlsx", "draft.toml", "draft.json"
NO_ID: Final = "id がありません。手続きの id を書いてください。"
NO_WORDS: Final = "ことばのファイル「{file}」に [p.{id}] の表がありません。"
SAME_VERSION: Final = (
    "出ているものは版 {version} です。version を {version} より大きくしてください。"
)
REFUSED = (DefinitionError, Unreadable, IdRefused, ContentRefused, OSError, ValueError, TypeError)
Report = dict[str, Any]


@dataclass(frozen=True)
class FoundDraft:
    """A draft that was read: its id, how it is put into content, where its mistakes stand."""

    id: str
    put: Callable[[], object]
    placed: Callable[[ContentFinding], ContentFinding]
    uncarried: tuple[Uncarried, ...] = ()


def report_of(folder: Path, content: Path, today: date) -> Report:
    """Put the draft of *folder* into *content* and return everything about it, for JSON.

    What cannot be read at all has ``refused`` and the line alone.
    """
    try:
        found = _found(folder, content, today)
        was = _drafted(content, found.id)
        found.put()
    except REFUSED as refused:
        mistake = getattr(refused, "mistake", None)
        reason = str(getattr(mistake or refused, "reason", "") or refused)
        return {"refused": reason, "line": getattr(mistake, "line", None)}
    load_words.cache_clear()  # what was read of this folder before is another text now
    return _report(found, was, content, today)


def _report(found: FoundDraft, was: Draft | None, content: Path, today: date) -> Report:
    id, now = found.id, _drafted(content, found.id)
    mistakes = map(found.placed, check_content(content, today, (id,)))
    return {
        "id": id,
        "is_new": was is None,
        "findings": [asdict(one) for one in (*mistakes, *_same_version(was, now))],
        "uncarried": [asdict(one) for one in found.uncarried],
        "differences": list(differences(was, now)) if was and now else [],
        "cases": [asdict(one) for one in _tried(content, id)] if now else [],
        "pages": list(_pages(now)) if now else [],
        "draft": _as_text(now) if now else None,
        "files": {
            path.relative_to(content).as_posix(): path.read_text(encoding="utf-8")
            for path in files_of(content, id)
        },
        "title": _title(now or was),
        **_head(now),
    }


def _found(folder: Path, content: Path, today: date) -> FoundDraft:
    if (folder / BOOK).exists():
        return _found_book(folder / BOOK, content, today)
    if (folder / KEPT).exists():
        kept = _of_text(json.loads((folder / KEPT).read_text(encoding="utf-8")))
        return FoundDraft(kept.id, lambda: write_draft(content, kept), lambda found: found)
    return _found_toml(folder, content)


def _found_book(file: Path, content: Path, today: date) -> FoundDraft:
    read = excel().read_book(file.read_bytes())
    taken = taken_of_book(read, content, _form_id(read[0]), today)
    refuse_id(taken.draft.id)
    return FoundDraft(
        taken.draft.id,
        lambda: write_draft(content, taken.draft),
        lambda found: in_workbook(found, taken),
        taken.uncarried,
    )


def _form_id(book: Book) -> str:
    rows = book[SETTINGS].rows if SETTINGS in book else ()
    return next((row.text("form_id") for row in rows), "") or "draft"


def _found_toml(folder: Path, content: Path) -> FoundDraft:
    """Find a definition that is put as it is, so that a mistake has the line of its own file."""
    id = tables_of(read_source(folder / TEXT)).get("id")
    if not isinstance(id, str) or not id:
        raise ValueError(NO_ID)
    refuse_id(id)
    texts = {one: _texts(folder / f"{one}.toml", id) for one in LANGUAGES}

    def put() -> None:
        for kind, file in (("procedures", folder / TEXT), ("cases", folder / "cases.toml")):
            if file.exists():
                (content / kind).mkdir(exist_ok=True)
                (content / kind / f"{id}.toml").write_bytes(file.read_bytes())
        for language, said in texts.items():
            if said is not None:
                write_words(content, language, id, said)

    return FoundDraft(id, put, _without_lines_of_words)


def _texts(file: Path, id: str) -> Mapping[str, str] | None:
    """Return the texts of *id* in a file of words; None where there is no such file."""
    if not file.exists():
        return None
    tables = tables_of(read_source(file)).get("p")
    said = tables.get(id) if isinstance(tables, dict) else None
    if not isinstance(said, dict):
        raise ValueError(NO_WORDS.format(file=file.name, id=id))
    return said


def _without_lines_of_words(found: ContentFinding) -> ContentFinding:
    """Return *found*; a text stands in the city's own file now, on another line."""
    is_word = found.file.startswith("words/")
    return ContentFinding(**{**asdict(found), "line": None}) if is_word else found


def _same_version(was: Draft | None, now: Draft | None) -> Iterator[ContentFinding]:
    if was is None or now is None or now == was:
        return
    version = was.definition["version"]
    if now.definition["version"] <= version:
        reason = SAME_VERSION.format(version=version)
        yield ContentFinding(f"procedures/{now.id}.toml", "version", reason)


def _tried(content: Path, id: str) -> tuple[Any, ...]:
    try:
        return try_cases(content, (id,))
    except ContentRefused:
        return ()


def _head(draft: Draft | None) -> Report:
    names = ("version", "valid_from", "valid_until", "verified_on", "unverified")
    found = draft.definition if draft else {}
    return {name: found.get(name) for name in names}


def _title(draft: Draft | None) -> str:
    """Return how a procedure is called; where the draft cannot be read, as it was called before."""
    return draft.words.get("ja", {}).get("l_title", "") if draft else ""


def _pages(draft: Draft) -> Iterator[Report]:
    """Yield what each question says, in the order of the definition."""
    for one in draft.definition["questions"]:
        texts = {
            language: draft.words.get(language, {}).get(f"l_{one['id']}", "")
            for language in LANGUAGES
        }
        said = draft.words.get("ja", {})
        options = [said.get(f"s_{one['id']}_{option}", option) for option in one.get("options", ())]
        always = "when" not in one
        yield {"id": one["id"], "kind": one["kind"], **texts, "options": options, "always": always}


def _as_text(draft: Draft) -> Report:
    """Return *draft* as texts alone: the same of two drafts that say the same."""
    return {
        "definition": toml_text(draft.definition, draft.remarks.above),
        "cases": toml_text(draft.cases, draft.case_remarks.above),
        "words": {language: dict(texts) for language, texts in draft.words.items()},
    }


def _of_text(kept: Mapping[str, Any]) -> Draft:
    """Return the draft that `_as_text` wrote, in the version that stands beside it.

    Raises:
        ValueError: it is none.
    """
    try:
        definition, cases = str(kept["definition"]), str(kept["cases"])
        tables = {**tables_of(definition), "version": int(kept["version"])}
        words = {str(language): dict(texts) for language, texts in kept["words"].items()}
    except (KeyError, AttributeError) as refused:
        raise ValueError("no draft") from refused
    remarks = remarks_of(definition), remarks_of(cases)
    return Draft(tables, words, tables_of(cases), *remarks)


def _drafted(content: Path, id: str) -> Draft | None:
    try:
        return read_draft(content, id)
    except (DefinitionError, Unreadable, OSError):
        return None
