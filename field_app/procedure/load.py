"""Read definitions; a mistake is named by file, field and reason, and hides no other file."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from field_app.procedure.authoring.conditions import mistakes_in_conditions
from field_app.procedure.definition.model import Procedure, Question
from field_app.procedure.kinds import KINDS


@dataclass(frozen=True)
class DefinitionError(Exception):
    """A definition cannot be used: file, field and reason."""

    file: str
    field: str
    reason: str

    message_key = "home.l_refused_one"


@dataclass(frozen=True)
class Catalogue:
    """Every usable definition, and every refused one."""

    procedures: tuple[Procedure, ...]
    refused: tuple[DefinitionError, ...] = ()


def load_procedure(path: Path) -> Procedure:
    """Read one definition.

    Raises:
        DefinitionError: naming the file, the field and the reason.
    """
    content = read_table(path, path.name)
    for question in content.get("questions", []):
        if isinstance(question, dict):
            question["owner"] = content.get("id", "")
    try:
        procedure = Procedure.model_validate(content)
    except ValidationError as refused:
        first = refused.errors(include_url=False)[0]
        field = ".".join(str(step) for step in first["loc"]) or "-"
        raise DefinitionError(path.name, field, first["msg"]) from refused
    if procedure.id != path.stem:
        raise DefinitionError(path.name, "id", "the id and the file's name differ")
    for number, question in enumerate(procedure.questions):
        refuse_misfit(question, path.name, number)
    for mistake in mistakes_in_conditions(procedure):
        raise DefinitionError(path.name, mistake.field, mistake.reason)
    return procedure


def refuse_misfit(question: Question, file: str, number: int) -> None:
    """Raise DefinitionError where *question* has no such kind or lacks what its kind needs."""
    kind = KINDS.get(question.kind)
    if kind is None:
        raise DefinitionError(file, f"questions.{number}.kind", "no such kind")
    if len(question.options) < kind.least_options:
        reason = f"{question.kind} needs {kind.least_options} options or more"
        raise DefinitionError(file, f"questions.{number}.options", reason)


def read_table(path: Path, file: str) -> dict[str, Any]:
    """Return what stands in a TOML file. DefinitionError, naming it *file*, where it is none."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as refused:
        raise DefinitionError(file, "-", str(refused)) from refused


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
