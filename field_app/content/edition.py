"""Reads one version of the city's content: procedures, words, notices, its own values."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from field_app.content.city_towns import with_towns
from field_app.content.notices import Notices, load_notices, notice_file
from field_app.content.wording import mistakes_in_words, words_not_translated
from field_app.lookup.tables import Tables, own_tables
from field_app.platform.assets_folder import assets_folder
from field_app.procedure.cases.check import Ran, run_cases
from field_app.procedure.definition.city import CityLayer, load_city
from field_app.procedure.definition.model import Procedure
from field_app.procedure.kinds import KINDS
from field_app.procedure.kinds.kind import ValidationContext
from field_app.procedure.load import Catalogue, DefinitionError, load_catalogue
from field_app.translation.counting import counted, mistakes_in_languages
from field_app.words.translated import codes_in
from field_app.words.words import Words
from sync.tablet.packs.packs import Pack
from sync.wire.city import CityFile
from sync.wire.content.pack import CITY, LAYER, REVOKED, Revoked
from sync.wire.content.towns import TOWNS
from sync.wire.validation import first_error

CASES = "cases"  # the author's: no tablet gets them
OWN_CITY = "mihon.toml"
OWN_TOWNS = "mihon_towns.csv"


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
    city = load_city(assets_folder() / "city" / OWN_CITY)
    return Edition(
        load_catalogue(procedures or assets_folder() / "procedures"),
        city,
        cache(Words),
        load_notices(assets_folder() / "notices"),
        tables=with_towns(own_tables(), city, assets_folder() / "city" / OWN_TOWNS),
    )


def own_content(city: CityFile) -> dict[str, bytes]:
    """Return what came with the app as the files of a pack, with *city* as the tablet's city.

    Of the words those of the procedures alone: a screen always speaks as the running app does.
    """
    assets, files = assets_folder(), dict[str, bytes]()
    for kind in ("procedures/*.toml", "notices/*.toml", "words/*/procedure_*.toml"):
        for path in assets.glob(kind):
            files[path.relative_to(assets).as_posix()] = path.read_bytes()
    files[LAYER] = (assets / "city" / OWN_CITY).read_bytes()
    files[TOWNS] = (assets / "city" / OWN_TOWNS).read_bytes()
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


def refuse_any_mistake(folder: Path) -> tuple[str, ...]:
    """Return what the author should look at; what a city runs before it publishes.

    Raises:
        ContentRefused: the content has mistakes; the text has a line for each.
    """
    edition = _load(folder, None)
    mistakes = [line for refused in edition.refused for line in refused.lines()]
    warnings: list[str] = []
    for procedure in edition.catalogue.procedures:
        if procedure.fee_key and procedure.fee_key not in edition.city.fees:
            mistakes.append(f"{procedure.id}: the city has no fee {procedure.fee_key}")
        keys, words = tuple(word_keys(procedure)), folder / "words"
        mistakes += [f"{procedure.id}: {one}" for one in mistakes_in_words(keys, words)]
        warnings += [f"{procedure.id}: {one}" for one in words_not_translated(keys, words)]
    mistakes += _notices_of_nothing(edition)
    for procedure, ran in _cases(edition, folder):
        where = f"{CASES}/{procedure.id}.toml"
        mistakes += DefinitionError.of(where, ran.mistakes).lines() if ran.mistakes else ()
    mistakes += _cases_of_nothing(folder)
    mistakes += mistakes_in_languages(folder)
    if mistakes:
        raise ContentRefused("\n".join(mistakes))
    warnings += (line for code in codes_in(folder) for line in counted(folder, code))
    return tuple(warnings)


def coverage_of(folder: Path) -> tuple[str, ...]:
    """Return a line a procedure: how many of its roles and branches its cases reach."""
    ran = _cases(_load(folder, None), folder)
    return tuple(one.coverage.line(procedure, one.cases) for procedure, one in ran)


def _cases(edition: Edition, folder: Path) -> Iterator[tuple[Procedure, Ran]]:
    """Run the cases of every procedure that can be read."""
    words = edition.words("ja")
    context = ValidationContext(edition.city.verified_on, edition.tables, words, words)
    for procedure in edition.catalogue.procedures:
        path = folder / CASES / f"{procedure.id}.toml"
        yield procedure, run_cases(procedure, path, context, edition.city.closed)


def _cases_of_nothing(folder: Path) -> Iterator[str]:
    """Yield the files of cases beside which no definition stands."""
    for path in sorted((folder / CASES).glob("*.toml")):
        if not (folder / "procedures" / path.name).is_file():
            yield f"{CASES}/{path.name}: 手続き「{path.stem}」がありません。"


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
    yield from (rule.words_key for rule in procedure.rules)


def _notices_of_nothing(edition: Edition) -> Iterator[str]:
    """Yield the notices of a procedure that is not there."""
    for notice in edition.notices.readable:
        if notice.procedure and edition.procedure(notice.procedure) is None:
            yield f"{notice_file(notice.id)}: procedure: there is no {notice.procedure}"


def _load(folder: Path, pack: Pack | None) -> Edition:
    try:
        city = load_city(folder / "city" / "layer.toml")
        catalogue = load_catalogue(folder / "procedures")
        notices = load_notices(folder / "notices")
        has_tables = (folder / "data").is_dir()
        country = Tables((folder, assets_folder())) if has_tables else own_tables()
        tables = with_towns(country, city, folder / TOWNS)
        words = cache(lambda language: Words(language, over=folder / "words"))
        for language in words("ja").languages():
            words(language).has("")  # read now: a mistake shows here and not on a screen
    except ValidationError as refused:
        field, reason = first_error(refused)
        raise ContentRefused(f"city/layer.toml: {field}: {reason}") from refused
    except (ValueError, TypeError, AttributeError, OSError, DefinitionError) as refused:
        raise ContentRefused(str(refused)) from refused
    return Edition(catalogue, city, words, notices, pack, tables)
