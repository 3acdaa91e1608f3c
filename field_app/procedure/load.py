"""Read definitions; a mistake is named by file, line, field and reason, and hides no other file."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from field_app.procedure.authoring.columns import mistakes_in_columns
from field_app.procedure.authoring.conditions import mistakes_in_conditions
from field_app.procedure.authoring.fit import mistakes_in_questions
from field_app.procedure.authoring.groups import mistakes_in_groups
from field_app.procedure.authoring.mistake import Mistake
from field_app.procedure.authoring.schema import mistakes_in_shape
from field_app.procedure.authoring.source import Unreadable, line_of, read_source, tables_of
from field_app.procedure.definition.model import Procedure, Question

OWNED: Final = ("questions", "groups", "rules")
# The definitions of a few editions: a running app has its own, a pack's and those of open visits.
KEPT: Final = 256


@dataclass(frozen=True)
class DefinitionError(Exception):
    """A definition cannot be used: file, field and reason; ``others`` are its further mistakes."""

    file: str
    field: str
    reason: str
    line: int | None = None
    others: tuple[Mistake, ...] = ()

    message_key = "home.l_refused_one"

    @classmethod
    def of(cls, file: str, mistakes: Sequence[Mistake]) -> "DefinitionError":
        """Return the error of a file with these *mistakes*, of which there is at least one."""
        first, *others = mistakes
        return cls(file, first.field, first.reason, first.line, tuple(others))

    def __str__(self) -> str:
        return "\n".join(self.lines())

    @property
    def mistakes(self) -> tuple[Mistake, ...]:
        """Every mistake of the file."""
        return (Mistake(self.field, self.reason, self.line), *self.others)

    def lines(self) -> Iterator[str]:
        """Yield a line for each mistake: file, line, field, reason."""
        for one in self.mistakes:
            place = f"{self.file}:{one.line}" if one.line else self.file
            yield f"{place}: {one.field}: {one.reason}"


@dataclass(frozen=True)
class Catalogue:
    """Every usable definition, and every refused one."""

    procedures: tuple[Procedure, ...]
    refused: tuple[DefinitionError, ...] = ()


def load_procedure(path: Path) -> Procedure:
    """Read one definition.

    Raises:
        DefinitionError: naming the file and every mistake in it.
    """
    try:
        return procedure_of(path.name, read_source(path))
    except Unreadable as refused:
        raise DefinitionError.of(path.name, [refused.mistake]) from refused


@lru_cache(maxsize=KEPT)
def procedure_of(file: str, text: str) -> Procedure:
    """Return what *text* defines; it is read once.

    What came with the app, its pack and the edition that a visit began with mostly have the
    same texts.

    Raises:
        DefinitionError: naming *file* and every mistake in it.
        Unreadable: it is no TOML.
    """
    content = tables_of(text)
    for part in OWNED:
        for one in _tables(content, part):
            one["owner"] = content.get("id", "")
    mistakes = list(_mistakes(content, Path(file).stem))
    if mistakes:
        raise DefinitionError.of(file, [_placed(one, text) for one in mistakes])
    return Procedure.model_validate(content)


def read_table(path: Path, file: str) -> dict[str, Any]:
    """Return what stands in a TOML file. DefinitionError, naming it *file*, where it is none."""
    try:
        return tables_of(read_source(path))
    except Unreadable as refused:
        raise DefinitionError.of(file, [refused.mistake]) from refused


def load_catalogue(folder: Path) -> Catalogue:
    """Read every definition in *folder*."""
    procedures: list[Procedure] = []
    refused: list[DefinitionError] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            procedures.append(load_procedure(path))
        except DefinitionError as error:
            refused.append(error)
    return Catalogue(tuple(procedures), tuple(refused))


def _mistakes(content: dict[str, Any], stem: str) -> Iterator[Mistake]:
    """Yield every mistake of a definition, as far as each can be told beside the others."""
    yield from mistakes_in_questions(list(_readable(content)))
    try:
        procedure = Procedure.model_validate(content)
    except ValidationError as refused:
        yield from mistakes_in_shape(refused, content)
        return
    if procedure.id != stem:
        reason = f"id「{procedure.id}」とファイル名「{stem}」が違います。同じにしてください。"
        yield Mistake("id", reason)
    yield from mistakes_in_conditions(procedure)
    yield from mistakes_in_groups(procedure)
    yield from mistakes_in_columns(procedure)


def _readable(content: dict[str, Any]) -> Iterator[tuple[int, Question]]:
    """Yield the questions that are whole by themselves, with their places."""
    for number, raw in enumerate(_tables(content, "questions")):
        try:
            yield number, Question.model_validate(raw)
        except ValidationError:
            continue


def _tables(content: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found = content.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _placed(mistake: Mistake, text: str) -> Mistake:
    way = [int(one) if re.fullmatch(r"\d+", one) else one for one in mistake.field.split(".")]
    return replace(mistake, line=line_of(text, way))
