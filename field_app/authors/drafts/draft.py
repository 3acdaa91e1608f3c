"""Read and write one procedure as its author has it: definition, words, cases and remarks."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from field_app.authors.drafts.toml_text import toml_text
from field_app.procedure.authoring.source import HEADER, STRING, read_source, tables_of
from field_app.procedure.load import load_procedure
from field_app.words.words import LANGUAGES
from sync.wire.durably import write_whole

OWNER: Final = "owner"
Texts = Mapping[str, Mapping[str, str]]


class IdRefused(Exception):
    """The id of a procedure is no name of a file; nothing was written."""

    def __init__(self, id: str) -> None:
        self.reason = f"id「{id}」は使えません。半角の小文字の英字で始め、英字・数字・_ だけです。"
        super().__init__(self.reason)


@dataclass(frozen=True)
class Remarks:
    """What an author wrote behind ``#``.

    Attributes:
        above: by what they stand above: ``""`` the whole file, ``"rules.2"``, ``"form"``.
        elsewhere: lines with one at another place; only a text editor keeps these.
    """

    above: Mapping[str, str] = field(default_factory=dict)
    elsewhere: tuple[int, ...] = ()


@dataclass(frozen=True)
class Draft:
    """One procedure.

    Attributes:
        definition: what stands in ``procedures/<id>.toml``, without what is as usual.
        words: its texts by language and name, such as ``l_title``.
        cases: what stands in ``cases/<id>.toml``; empty where there is none yet.
        remarks: those of the definition.
        case_remarks: those of the cases.
    """

    definition: dict[str, Any]
    words: Texts
    cases: dict[str, Any] = field(default_factory=dict)
    remarks: Remarks = Remarks()
    case_remarks: Remarks = Remarks()

    @property
    def id(self) -> str:
        """The id of the procedure."""
        return str(self.definition["id"])


def read_draft(folder: Path, id: str) -> Draft:
    """Read the procedure *id* from the content in *folder*.

    Raises:
        DefinitionError: naming every mistake of the definition.
        Unreadable: the cases are no TOML.
    """
    path, cases = folder / "procedures" / f"{id}.toml", folder / "cases" / f"{id}.toml"
    definition = load_procedure(path).model_dump(by_alias=True, exclude_defaults=True)
    case_text = read_source(cases) if cases.is_file() else ""
    return Draft(
        without_owner(definition),
        {language: _words(folder, language, id)[1] for language in LANGUAGES},
        tables_of(case_text),
        remarks_of(read_source(path)),
        remarks_of(case_text),
    )


def write_draft(folder: Path, draft: Draft) -> tuple[Path, ...]:
    """Write *draft* into the content in *folder*, over what was there; return its files.

    Raises:
        IdRefused: nothing was written.
    """
    refuse_id(draft.id)
    definition = folder / "procedures" / f"{draft.id}.toml"
    written = {definition: toml_text(draft.definition, draft.remarks.above)}
    for language in LANGUAGES:
        written |= _words_with(folder, language, draft.id, draft.words.get(language, {}))
    if draft.cases:
        path = folder / "cases" / f"{draft.id}.toml"
        written[path] = toml_text(draft.cases, draft.case_remarks.above)
    return _written(written)


def refuse_id(id: str) -> None:
    """Raise IdRefused where *id* is no name of a file."""
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,63}", id):
        raise IdRefused(id)


def write_words(folder: Path, language: str, id: str, texts: Mapping[str, str]) -> None:
    """Write the texts of *id* in one language into *folder*, over those of before."""
    _written(_words_with(folder, language, id, texts))


def files_of(folder: Path, id: str) -> tuple[Path, ...]:
    """Return the files of the content in *folder* in which something of *id* stands."""
    own = [folder / kind / f"{id}.toml" for kind in ("procedures", "cases")]
    spoken = [_words(folder, language, id)[0] for language in LANGUAGES]
    return tuple(path for path in (*own, *spoken) if path.is_file())


def remarks_of(text: str) -> Remarks:
    """Return the remarks of a TOML file, each with what it stands above."""
    above: dict[str, str] = {}
    elsewhere: list[int] = []
    waiting: list[tuple[int, str]] = []
    seen: dict[str, int] = {}
    is_head = True
    for number, line in enumerate(text.splitlines(), start=1):
        if line.lstrip().startswith("#"):
            waiting.append((number, line.strip().removeprefix("#").removeprefix(" ")))
            continue
        if not line.strip():
            continue
        place = _place(line, seen)
        if waiting and (is_head or place is not None):
            above["" if is_head else str(place)] = "\n".join(said for _, said in waiting)
        else:
            elsewhere += [at for at, _ in waiting]
        elsewhere += [number] if "#" in STRING.sub("", line) else []
        waiting, is_head = [], False
    return Remarks(above, (*elsewhere, *(at for at, _ in waiting)))


def without_owner(tables: Any) -> Any:
    """Return *tables* without what the loader adds, tuples as lists."""
    if isinstance(tables, Mapping):
        return {name: without_owner(one) for name, one in tables.items() if name != OWNER}
    if isinstance(tables, list | tuple):
        return [without_owner(one) for one in tables]
    return str(tables) if isinstance(tables, str) else tables


def _place(line: str, seen: dict[str, int]) -> str | None:
    """Return what a header begins, such as ``rules.2``; None for any other line."""
    header = HEADER.match(line)
    if header is None:
        return None
    if not re.match(r"\s*\[\[", line):
        return header[1]
    seen[header[1]] = seen.get(header[1], -1) + 1
    return f"{header[1]}.{seen[header[1]]}"


def _words_with(folder: Path, language: str, id: str, texts: Mapping[str, str]) -> dict[Path, str]:
    path, _ = _words(folder, language, id)
    before = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    tables = before.get("p", {}) | {id: dict(texts)}
    return {path: toml_text({**before, "p": tables})}


def _written(texts: Mapping[Path, str]) -> tuple[Path, ...]:
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, text.encode())
    return tuple(texts)


def _words(folder: Path, language: str, id: str) -> tuple[Path, Mapping[str, str]]:
    """Return the file with the words of *id*, and these; where there is none, the one to be."""
    for path, tables in _word_files(folder / "words" / language):
        found = tables.get("p", {}).get(id)
        if found is not None:
            return path, found
    return folder / "words" / language / f"procedure_{id}.toml", {}


def _word_files(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    for path in sorted(folder.glob("*.toml")):
        yield path, tables_of(read_source(path))
