"""Reads one version of the city's content: procedures, words, notices, its own values."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from field_app.content.city_layer import of_city
from field_app.content.city_towns import with_towns
from field_app.content.findings import findings, ran_cases
from field_app.content.notices import Notices, load_notices
from field_app.content.starting import MIHON, layer_of, towns_of
from field_app.lookup.tables import Tables, own_tables
from field_app.platform.assets_folder import assets_folder
from field_app.platform.clock import local_date
from field_app.procedure.city.layer import CityLayer
from field_app.procedure.definition.model import Procedure
from field_app.procedure.gif import own_names
from field_app.procedure.load import Catalogue, DefinitionError, load_catalogue
from field_app.words.words import Words
from sync.tablet.packs.packs import Pack
from sync.wire.city import CityFile, utc_now
from sync.wire.content.pack import CITY, LAYER, REVOKED, Revoked
from sync.wire.content.towns import TOWNS
from sync.wire.content.verified import to_verify


@dataclass(frozen=True, eq=False)
class Edition:
    """One version of the city's content; a visit keeps the edition that it began with.

    ``pack`` is None for the content that came with the app.
    """

    catalogue: Catalogue
    city: CityLayer
    words: Callable[[str], Words] = field(repr=False)
    notices: Notices
    pack: Pack | None = None
    tables: Tables = field(default_factory=own_tables, repr=False)

    @property
    def pack_id(self) -> str | None:
        """The id of the pack; None for the content that came with the app."""
        return self.pack.id if self.pack else None

    @property
    def refused(self) -> tuple[DefinitionError, ...]:
        """Every file that this app could not read, by field and reason."""
        return (*self.catalogue.refused, *self.notices.refused)

    def procedure(self, id: str | None) -> Procedure | None:
        """Return the procedure *id*; None where this edition has none."""
        return next((known for known in self.catalogue.procedures if known.id == id), None)


class ContentRefused(ValueError):
    """The content of a folder cannot be used by this app; the text says why."""


def built_in(procedures: Path | None = None) -> Edition:
    """Return the edition that came with the app; *procedures* replaces its definitions."""
    folder = procedures or assets_folder() / "procedures"
    of = of_city(load_catalogue(folder), layer_of(MIHON), _ids(folder) | _own_ids())
    return Edition(
        of.catalogue,
        of.layer,
        cache(lambda language: Words(language, said=of.said)),
        load_notices(assets_folder() / "notices"),
        tables=with_towns(own_tables(), of.layer, towns_of(MIHON)),
    )


def own_content(city: CityFile) -> dict[str, bytes]:
    """Return what came with the app as the files of a pack, with *city* as the tablet's city.

    Of the words those of the procedures alone: a screen always speaks as the running app does.
    """
    assets, files = assets_folder(), dict[str, bytes]()
    for kind in ("procedures/*.toml", "notices/*.toml", "words/*/procedure_*.toml"):
        for path in assets.glob(kind):
            files[path.relative_to(assets).as_posix()] = path.read_bytes()
    files[LAYER] = layer_of(MIHON).read_bytes()
    files[TOWNS] = towns_of(MIHON).read_bytes()
    files[CITY] = city.model_dump_json().encode()
    files[REVOKED] = Revoked().model_dump_json().encode()
    return files


def load_edition(pack: Pack) -> Edition:
    """Return the edition in *pack*. ContentRefused where the city or the words cannot be read."""
    return _load(pack.folder, pack)


def refuse_unusable(folder: Path) -> None:
    """Raise ContentRefused for content that would leave this tablet without any procedure.

    One definition that this app is too old for is no reason: it is named on the home screen.
    """
    catalogue = _load(folder, None).catalogue
    if catalogue.refused and not catalogue.procedures:
        raise ContentRefused(str(catalogue.refused[0]))


def refuse_any_mistake(folder: Path, today: date | None = None) -> tuple[str, ...]:
    """Return what the author should look at; what a city runs before it publishes.

    Args:
        folder: the content.
        today: the day by which what was verified long ago is told; the present one without it.

    Raises:
        ContentRefused: the content has mistakes; the text has a line for each.
    """
    found = findings(_load(folder, None), folder)
    if mistakes := [str(one) for one in found if not one.is_warning]:
        raise ContentRefused("\n".join(mistakes))
    return (*map(str, found), *to_verify(folder, today or local_date(utc_now())))


def coverage_of(folder: Path) -> tuple[str, ...]:
    """Return a line a procedure: how many of its roles and branches its cases reach."""
    edition = _load(folder, None)
    ran = ((one, ran_cases(one, edition, folder)) for one in edition.catalogue.procedures)
    return tuple(one.coverage.line(procedure, one.cases) for procedure, one in ran)


def own_names_of(folder: Path) -> tuple[str, ...]:
    """Return a line a procedure: its names for export that no item of GIF stands for."""
    found = ((one, own_names(one)) for one in _load(folder, None).catalogue.procedures)
    return tuple(f"{one.id}: GIFにない出力名：{'、'.join(names)}" for one, names in found if names)


def draft_edition(folder: Path) -> Edition:
    """Return what authors have in *folder*, where a city's own values may still be missing.

    Raises:
        ContentRefused: the city or the words cannot be read.
    """
    return _load(folder, None, is_draft=not (folder / LAYER).exists())


def _load(folder: Path, pack: Pack | None, *, is_draft: bool = False) -> Edition:
    catalogue, notices = load_catalogue(folder / "procedures"), load_notices(folder / "notices")
    ids = _ids(folder / "procedures") | (_own_ids() if is_draft else set())
    try:
        of = of_city(catalogue, layer_of(MIHON) if is_draft else folder / LAYER, ids)
    except DefinitionError as refused:
        every = (refused, *catalogue.refused, *notices.refused)
        raise ContentRefused("\n".join(line for one in every for line in one.lines())) from refused
    except OSError as refused:
        raise ContentRefused(str(refused)) from refused
    try:
        has_tables = (folder / "data").is_dir()
        country = Tables((folder, assets_folder())) if has_tables else own_tables()
        tables = with_towns(country, of.layer, folder / TOWNS)
        words = cache(lambda language: Words(language, over=folder / "words", said=of.said))
        for language in words("ja").languages():
            words(language).has("")  # read now: a mistake shows here and not on a screen
    except (ValueError, TypeError, AttributeError, OSError, DefinitionError) as refused:
        raise ContentRefused(str(refused)) from refused
    return Edition(of.catalogue, of.layer, words, notices, pack, tables)


def _ids(folder: Path) -> set[str]:
    """Return the ids of the definitions in *folder*, also of those that cannot be read."""
    return {path.stem for path in folder.glob("*.toml")}


def _own_ids() -> set[str]:
    return _ids(assets_folder() / "procedures")
