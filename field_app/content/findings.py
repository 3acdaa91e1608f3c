"""Say everything that an author has to mend in a city's content, or should look at."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from field_app.content.city_layer import mistakes_in_fees
from field_app.content.notices import Notices, notice_file
from field_app.content.wording import WordMistake, mistakes_in_words, words_to_look_at
from field_app.lookup.tables import Tables
from field_app.procedure.authoring.mistake import meant
from field_app.procedure.authoring.source import line_of, tables_of
from field_app.procedure.cases.check import Ran, run_cases
from field_app.procedure.city.layer import CityLayer
from field_app.procedure.definition.model import Procedure
from field_app.procedure.kinds import KINDS
from field_app.procedure.kinds.kind import ValidationContext
from field_app.procedure.load import Catalogue, DefinitionError
from field_app.translation.counting import counted, mistakes_in_languages
from field_app.words.translated import codes_in
from field_app.words.words import Words
from sync.wire.content.pack import LAYER

CASES = "cases"  # the author's: no tablet gets them


class Content(Protocol):
    """What was read of a content folder."""

    @property
    def catalogue(self) -> Catalogue:
        """The definitions."""

    @property
    def notices(self) -> Notices:
        """The notices."""

    @property
    def city(self) -> CityLayer:
        """The city's own values."""

    @property
    def tables(self) -> Tables:
        """Towns, banks and area codes."""

    @property
    def words(self) -> Callable[[str], Words]:
        """The words of a language."""


@dataclass(frozen=True)
class ContentFinding:
    """One thing that an author should know of: where it stands, and what to do about it.

    Attributes:
        file: its path in the content folder.
        field: the way to it, such as ``questions.4.kind``; ``-`` for the whole file.
        reason: what is wrong and what to do, in Japanese.
        line: where it stands in the file; None where it cannot be told.
        is_warning: whether it can be published all the same.
    """

    file: str
    field: str
    reason: str
    line: int | None = None
    is_warning: bool = False

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.field}: {self.reason}"


def findings(content: Content, folder: Path, ids: Sequence[str] = ()) -> tuple[ContentFinding, ...]:
    """Return everything in *content*, which was read of *folder*; of the procedures *ids* alone.

    Without *ids* of all of them, and of notices and cases that belong to none.
    """
    found = [*_unreadable(content.catalogue.refused, ids)]
    for procedure in content.catalogue.procedures:
        if not ids or procedure.id in ids:
            found += _of_procedure(procedure, content, folder)
    known = {path.stem for path in (folder / "procedures").glob("*.toml")}
    for id in ids:
        if id not in known:
            reason = f"手続き「{id}」がありません。{meant(id, known)}"
            found.append(ContentFinding(f"procedures/{id}.toml", "-", reason))
    if not ids:
        found += [*_of_files("", content.notices.refused), *_notices_of_nothing(content)]
        found += [*_cases_of_nothing(folder), *_of_languages(folder), *_of_fees(folder)]
    return tuple(found)


def ran_cases(procedure: Procedure, content: Content, folder: Path) -> Ran:
    """Run the cases of *procedure*, a definition of *content*."""
    words = content.words("ja")
    context = ValidationContext(content.city.verified_on, content.tables, words, words)
    path = folder / CASES / f"{procedure.id}.toml"
    return run_cases(procedure, path, context, content.city.closed)


def word_keys(procedure: Procedure) -> Iterator[str]:
    """Yield every word that *procedure* needs."""
    yield procedure.title_key
    yield procedure.summary_key
    yield from map(procedure.bring_key, procedure.bring)
    for question in procedure.questions:
        yield question.label_key
        if question.hint_key:
            yield question.hint_key
        yield from map(question.option_key, question.options)
        if question.kind in KINDS:
            yield from KINDS[question.kind].wording_keys(question)
    yield from (group.title_key for group in procedure.groups)
    yield from (rule.words_key for rule in procedure.rules)


def _unreadable(refused: Sequence[DefinitionError], ids: Sequence[str]) -> Iterator[ContentFinding]:
    chosen = [one for one in refused if not ids or Path(one.file).stem in ids]
    yield from _of_files("procedures/", chosen)


def _of_files(folder: str, refused: Sequence[DefinitionError]) -> Iterator[ContentFinding]:
    for error in refused:
        for one in error.mistakes:
            file = error.file if error.file == LAYER else f"{folder}{error.file}"
            yield ContentFinding(file, one.field, one.reason, one.line)


def _of_procedure(procedure: Procedure, content: Content, folder: Path) -> Iterator[ContentFinding]:
    file = f"procedures/{procedure.id}.toml"
    if content.city.is_whole and not content.city.has_fee_of(procedure):
        near = meant(procedure.fee_key or "", content.city.fees)
        reason = f"市の設定に、手数料「{procedure.fee_key}」がありません。{near}"
        yield ContentFinding(file, "fee_key", reason)
    keys = tuple(word_keys(procedure))
    for said in mistakes_in_words(keys, content.words):
        yield _of_word(said, procedure.id, folder, is_warning=False)
    for said in words_to_look_at(keys, content.words):
        yield _of_word(said, procedure.id, folder, is_warning=True)
    yield from _never_empty(procedure, folder)
    for one in ran_cases(procedure, content, folder).mistakes:
        yield ContentFinding(f"{CASES}/{procedure.id}.toml", one.field, one.reason, one.line)


def _never_empty(procedure: Procedure, folder: Path) -> Iterator[ContentFinding]:
    """Yield each question that need not be answered, and whose page takes no empty answer.

    A tablet still offers such a definition of an earlier pack: who fills it in gets on.
    """
    file = f"procedures/{procedure.id}.toml"
    text = (folder / file).read_text(encoding="utf-8")
    own = tables_of(text)["questions"]
    for question in procedure.questions:
        kind = KINDS.get(question.kind)
        if question.required or kind is None or kind.may_be_empty:
            continue
        reason = (
            f"{question.kind} の質問「{question.id}」は、空のままでは先に進めません。"
            "required = false を消し、前に yes_no の質問をおいて when で分けてください。"
        )
        number = [one["id"] for one in own].index(question.id)
        if own[number].get("required") is False:
            line = line_of(text, ("questions", number, "required"))
            yield ContentFinding(file, f"questions.{number}.required", reason, line)
        else:  # the city's layer says it
            table = f"procedures.{procedure.id}.fields.{question.id}"
            line = line_of((folder / LAYER).read_text(encoding="utf-8"), (table, "required"))
            yield ContentFinding(LAYER, f"{table}.required", reason, line)


def _of_fees(folder: Path) -> Iterator[ContentFinding]:
    """Yield each fee of the city's layer that no definition costs."""
    if (folder / LAYER).exists():
        yield from _of_files("", mistakes_in_fees(folder / LAYER, folder / "procedures"))


def _of_word(said: WordMistake, id: str, folder: Path, *, is_warning: bool) -> ContentFinding:
    """Return where a word stands: its file and line, or the file in which it is missing."""
    name = said.key.rpartition(".")[2]
    in_language = Path("words") / said.language
    for path in sorted((folder / in_language).glob("*.toml")):
        text = path.read_text(encoding="utf-8")
        if re.search(rf"^\s*\[p\.{re.escape(id)}\]", text, re.MULTILINE):
            line = line_of(text, (f"p.{id}", name))
            file = (in_language / path.name).as_posix()
            return ContentFinding(file, name, f"{said.key}{said.reason}", line, is_warning)
    file = (in_language / f"procedure_{id}.toml").as_posix()
    return ContentFinding(file, name, f"{said.key}{said.reason}", None, is_warning)


def _notices_of_nothing(content: Content) -> Iterator[ContentFinding]:
    """Yield the notices of a procedure that is not there."""
    known = {one.id for one in content.catalogue.procedures}
    for notice in content.notices.readable:
        if notice.procedure and notice.procedure not in known:
            reason = f"手続き「{notice.procedure}」がありません。{meant(notice.procedure, known)}"
            yield ContentFinding(notice_file(notice.id), "procedure", reason)


def _of_languages(folder: Path) -> Iterator[ContentFinding]:
    """Yield what is wrong in the languages of *folder*, and how far each of them is."""
    for line in mistakes_in_languages(folder):
        file, key, reason = line.split(": ", 2)
        yield ContentFinding(f"languages/{file}", key, reason)
    for line in (one for code in codes_in(folder) for one in counted(folder, code)):
        file, _, reason = line.partition(": ")
        yield ContentFinding(f"languages/{file}", "-", reason, is_warning=True)


def _cases_of_nothing(folder: Path) -> Iterator[ContentFinding]:
    """Yield the files of cases beside which no definition stands."""
    for path in sorted((folder / CASES).glob("*.toml")):
        if not (folder / "procedures" / path.name).is_file():
            reason = f"手続き「{path.stem}」がありません。"
            yield ContentFinding(f"{CASES}/{path.name}", "-", reason)
