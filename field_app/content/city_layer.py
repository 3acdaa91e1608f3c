"""Read a city's layer, and lay what it changes over the definitions."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from field_app.procedure.authoring.mistake import Mistake
from field_app.procedure.authoring.patches import (
    PROCEDURES,
    mistakes_in_layer,
    unknown_fees,
    unknown_procedures,
)
from field_app.procedure.authoring.schema import mistakes_in_shape
from field_app.procedure.authoring.source import Unreadable, line_of, read_source, tables_of
from field_app.procedure.city.layer import CityLayer
from field_app.procedure.definition.model import Procedure
from field_app.procedure.load import Catalogue, DefinitionError, load_catalogue
from field_app.words.words import LANGUAGES
from sync.wire.content.pack import LAYER

OF_PROCEDURE: Final = 2  # the steps of a way that name one: procedures.<id>


@dataclass(frozen=True)
class OfCity:
    """The definitions of a city: as its layer has them, and the texts that it says of them.

    Attributes:
        catalogue: what the city offers. A procedure whose patch has a mistake is among the
            refused: nobody is told a wrong fee.
        layer: the city's own values, with the fees of single procedures among the others.
        said: its texts by language and word key.
    """

    catalogue: Catalogue
    layer: CityLayer
    said: Mapping[str, dict[str, str]] = field(repr=False)


def of_city(catalogue: Catalogue, path: Path, ids: Collection[str]) -> OfCity:
    """Read the layer at *path* and lay it over the definitions of *catalogue*.

    Args:
        catalogue: the definitions as they come.
        path: the city's file.
        ids: of every definition, those that are refused among them.

    Raises:
        DefinitionError: the layer itself cannot be read; it names every mistake.
    """
    layer, text = _read(path)
    mistakes = [*unknown_procedures(layer, ids), *mistakes_in_layer(layer, catalogue.procedures)]
    broken = {_procedure(one) for one in mistakes}
    kept = [one for one in catalogue.procedures if not layer.patch(one.id).hidden]
    kept = [one for one in kept if one.id not in broken]
    refused = catalogue.refused
    if mistakes:
        refused = (*refused, _refusal(mistakes, text))
    return OfCity(
        Catalogue(tuple(map(layer.patched, kept)), refused),
        layer.with_own_fees(),
        _said(layer, kept),
    )


def mistakes_in_fees(path: Path, definitions: Path) -> tuple[DefinitionError, ...]:
    """Return the fees of the layer at *path* that nothing in the folder *definitions* costs."""
    layer, text = _read(path)
    found = [*unknown_fees(layer, load_catalogue(definitions).procedures)]
    return (_refusal(found, text),) if found else ()


def _read(path: Path) -> tuple[CityLayer, str]:
    try:
        text = read_source(path)
        content = tables_of(text)
    except Unreadable as refused:
        raise DefinitionError.of(LAYER, [refused.mistake]) from refused
    try:
        return CityLayer.model_validate(content), text
    except ValidationError as refused:
        raise _refusal(mistakes_in_shape(refused, content, CityLayer), text) from refused


def _refusal(mistakes: Iterable[Mistake], text: str) -> DefinitionError:
    """Return the error of these *mistakes*, in the order of the lines of the layer's *text*."""
    placed = [replace(one, line=_line(text, one.field)) for one in mistakes]
    return DefinitionError.of(LAYER, sorted(placed, key=lambda one: one.line or 0))


def _procedure(mistake: Mistake) -> str:
    way = mistake.field.split(".")
    return way[1] if way[0] == PROCEDURES and len(way) > OF_PROCEDURE else ""


def _said(layer: CityLayer, procedures: Sequence[Procedure]) -> dict[str, dict[str, str]]:
    said = [pair for one in procedures for pair in layer.said_of(one)]
    return {language: {key: getattr(one, language) for key, one in said} for language in LANGUAGES}


def _line(text: str, field: str) -> int | None:
    """Return where a field stands: in the innermost table that has a heading of its own."""
    way = field.split(".")
    for depth in range(len(way), 0, -1):
        table, key = ".".join(way[:depth]), way[depth] if depth < len(way) else "-"
        if line := line_of(text, (table, key)):
            return line
    within = re.compile(rf"\s*\[\s*{re.escape(field)}[.\]]")
    lines = enumerate(text.splitlines(), start=1)
    return line_of(text, way) or next((n for n, line in lines if within.match(line)), None)
