"""Check content, or a workbook, as its author has it: everything at once, with its place."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from field_app.authors.drafts.draft import Draft, write_draft
from field_app.authors.workbook.read import TakenBook
from field_app.content.edition import ContentRefused, draft_edition
from field_app.content.findings import CASES, ContentFinding, findings, ran_cases
from field_app.procedure.definition.model import Procedure

OLD_DAYS: Final = 365


@dataclass(frozen=True)
class Tried:
    """What the cases of one procedure came to: a line on how far they go, and what differs."""

    id: str
    line: str
    mistakes: tuple[ContentFinding, ...]
    lacking: tuple[str, ...]


def check_content(folder: Path, today: date, ids: Sequence[str] = ()) -> tuple[ContentFinding, ...]:
    """Return everything to mend or to look at in the content of *folder*; of *ids* alone."""
    try:
        edition = draft_edition(folder)
    except ContentRefused as refused:
        return (ContentFinding(".", "-", str(refused)),)
    chosen = [one for one in edition.catalogue.procedures if not ids or one.id in ids]
    return (*findings(edition, folder, ids), *_verified_long_ago(chosen, today))


def check_workbook(taken: TakenBook, today: date) -> tuple[ContentFinding, ...]:
    """Return everything to mend in the draft of a workbook, each with its row there."""
    with TemporaryDirectory() as folder:
        write_draft(Path(folder), taken.draft)
        found = check_content(Path(folder), today, (taken.draft.id,))
    return tuple(in_workbook(one, taken) for one in found)


def try_cases(folder: Path, ids: Sequence[str] = ()) -> tuple[Tried, ...]:
    """Run the cases of every procedure in *folder*, or of *ids*.

    Raises:
        ContentRefused: the city or the words cannot be read.
    """
    edition = draft_edition(folder)
    tried = []
    for procedure in edition.catalogue.procedures:
        if ids and procedure.id not in ids:
            continue
        ran = ran_cases(procedure, edition, folder)
        file = f"{CASES}/{procedure.id}.toml"
        found = tuple(ContentFinding(file, one.field, one.reason, one.line) for one in ran.mistakes)
        line = ran.coverage.line(procedure, ran.cases)
        tried.append(Tried(procedure.id, line, found, ran.coverage.lacking))
    return tuple(tried)


def before_publishing(folder: Path, today: date) -> tuple[ContentFinding, ...]:
    """Return what stands against publishing *folder*, and what to look at.

    Beside every mistake that is a definition without a case of each role and branch.
    """
    found = check_content(folder, today)
    if any(not one.is_warning for one in found):
        return found
    bare = [one for one in try_cases(folder) if one.lacking and not one.mistakes]
    return (*found, *(_without_cases(one) for one in bare))


def in_workbook(found: ContentFinding, taken: TakenBook) -> ContentFinding:
    """Return *found* with its sheet and row in place of the line of a file."""
    sheet, row = _place(found, taken.places, taken.draft)
    return replace(found, file=sheet, line=row)


def _without_cases(tried: Tried) -> ContentFinding:
    reason = (
        f"事例がありません：{'、'.join(tried.lacking)}。立場と分かれ目ごとに1つ書いてください。"
    )
    return ContentFinding(f"{CASES}/{tried.id}.toml", "-", reason)


def _verified_long_ago(procedures: Sequence[Procedure], today: date) -> Iterator[ContentFinding]:
    for one in procedures:
        if (today - one.verified_on).days > OLD_DAYS:
            reason = f"法令を確かめた日（{one.verified_on}）から1年がすぎました。確かめてください。"
            yield ContentFinding(
                f"procedures/{one.id}.toml", "verified_on", reason, is_warning=True
            )


def _place(
    found: ContentFinding, places: Mapping[str, tuple[str, int]], draft: Draft
) -> tuple[str, int | None]:
    if found.file.startswith(CASES):
        parts = found.field.split(".")
        rows = 3 if "answers" in draft.cases else 2  # below the heading and the answers of all
        is_case = len(parts) > 1 and parts[1].isdecimal()
        return CASES, int(parts[1]) + rows if is_case else None
    if found.file.startswith("words"):
        return _of_word(found.field, places, draft)
    place = ".".join(found.field.split(".")[:2])
    return places.get(place, ("procedure", None))


def _of_word(
    name: str, places: Mapping[str, tuple[str, int]], draft: Draft
) -> tuple[str, int | None]:
    """Return the row in whose columns a text stands: of its question, group or rule."""
    tables = {"l_": "questions", "l_group_": "groups", "p_rule_": "rules"}
    for prefix, table in tables.items():
        for number, one in enumerate(draft.definition.get(table, ())):
            if name in {f"{prefix}{one.get('id')}", f"{prefix}{one.get('id')}_hint"}:
                return places.get(f"{table}.{number}", ("survey", None))
    return ("choices" if name.startswith("s_") else "settings"), None
