"""Tells which definitions a city has published, from the folder that its reception serves."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from sync.office.packs.history import PublishedPack, newest_pack
from sync.office.packs.repository import PackRepository
from sync.wire.content.pack import LANGUAGES, LAYER

PROCEDURES: Final = "procedures/"
CASES: Final = "cases"


class PublishedStanding(StrEnum):
    """Whether a definition holds today."""

    HOLDS = "holds"
    LATER = "later"
    OVER = "over"
    HIDDEN = "hidden"  # the city does not offer it


@dataclass(frozen=True)
class PublishedProcedure:
    """A definition as tablets have it; ``unverified`` names what nobody has checked yet."""

    id: str
    title: str
    version: int
    valid_from: date | None
    valid_until: date | None
    verified_on: date | None
    unverified: tuple[str, ...]
    is_hidden: bool

    def standing(self, today: date) -> PublishedStanding:
        """Return whether it holds on a day."""
        if self.is_hidden:
            return PublishedStanding.HIDDEN
        if self.valid_from is not None and today < self.valid_from:
            return PublishedStanding.LATER
        is_over = self.valid_until is not None and self.valid_until < today
        return PublishedStanding.OVER if is_over else PublishedStanding.HOLDS


@dataclass(frozen=True)
class Publisher:
    """Where a city publishes: its content folder, and the repository with the keys at hand."""

    content: Path
    repository: PackRepository
    _known: dict[int, list[PublishedProcedure]] = field(default_factory=dict, repr=False)

    def newest(self) -> PublishedPack | None:
        """Return the newest pack; None before the first."""
        return newest_pack(self.repository)

    def procedures(self) -> list[PublishedProcedure]:
        """Return every definition of the newest pack, by its id."""
        targets = self.repository.targets()
        if targets is None:
            return []
        if targets.version not in self._known:
            pack = self.newest()
            self._known.clear()
            self._known[targets.version] = _listed(pack.files) if pack else []
        return self._known[targets.version]

    def procedure(self, id: str) -> PublishedProcedure | None:
        """Return one; None where tablets have none of that id."""
        return next((one for one in self.procedures() if one.id == id), None)

    def base(self, pack: PublishedPack) -> dict[str, bytes]:
        """Return the files of a pack, and beside them its cases, which stay with the authors."""
        cases = {
            f"{CASES}/{file.name}": file.read_bytes()
            for file in sorted((self.content / CASES).glob("*.toml"))
            if f"{PROCEDURES}{file.name}" in pack.files
        }
        return {**pack.files, **cases}


def words_of(files: Mapping[str, bytes], language: str, id: str) -> dict[str, Any]:
    """Return the texts of a definition in one language of a pack."""
    for path, raw in files.items():
        if path.startswith(f"words/{language}/"):
            found = _toml(raw).get("p", {}).get(id)
            if found is not None:
                return dict(found)
    return {}


def texts_of(files: Mapping[str, bytes], id: str) -> dict[str, object]:
    """Return what a pack has of a definition as texts: the definition, and its words."""
    definition = files[f"{PROCEDURES}{id}.toml"].decode()
    words = {language: words_of(files, language, id) for language in LANGUAGES}
    return {"definition": definition, "words": words}


def version_in(definition: bytes) -> int:
    """Return the version that a published definition says."""
    return int(_toml(definition)["version"])


def _listed(files: Mapping[str, bytes]) -> list[PublishedProcedure]:
    patches = _toml(files[LAYER]).get("procedures", {})
    titles: dict[str, str] = {}
    for path, raw in files.items():
        if path.startswith("words/ja/"):
            said = _toml(raw).get("p", {})
            titles |= {id: str(texts.get("l_title", id)) for id, texts in said.items()}
    found = {path: raw for path, raw in sorted(files.items()) if path.startswith(PROCEDURES)}
    return [_procedure(_toml(raw), titles, patches) for raw in found.values()]


def _procedure(
    table: Mapping[str, Any], titles: Mapping[str, str], patches: Mapping[str, Any]
) -> PublishedProcedure:
    id = str(table["id"])
    patch = patches.get(id, {})
    said = {**table, **patch}
    return PublishedProcedure(
        id,
        titles.get(id, id),
        int(table["version"]),
        _day(said.get("valid_from")),
        _day(said.get("valid_until")),
        _day(said.get("verified_on")),
        tuple(map(str, said.get("unverified", ()))),
        bool(patch.get("hidden")),
    )


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None


def _toml(raw: bytes) -> dict[str, Any]:
    return tomllib.loads(raw.decode())
