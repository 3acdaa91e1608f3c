"""A city that publishes one procedure, and what its clerks upload to change it."""

import io
from collections.abc import Mapping
from pathlib import Path

from openpyxl import load_workbook

from sync.office.authoring.command import AuthorsCommand
from sync.office.authoring.desk import AuthoringDesk
from sync.office.authoring.drafts import ProcedureDraft, ProcedureDrafts
from sync.office.authoring.published import Publisher
from sync.office.authoring.uploads import DraftUpload
from sync.office.packs.repository import PackRepository
from tests.sync.pack_city import CASE, PROCEDURE, WORDS, PackCity, with_readings

MADE_BY, SECOND = "aoi", "ren"


def published_city(folder: Path) -> PackCity:
    """Return a city whose first pack has the procedure ``bus`` in version 1."""
    city = PackCity(folder / "city")
    city.init()
    city.publish()
    return city


def publisher(city: PackCity) -> Publisher:
    return Publisher(city.content, city.repository)


def desk_of(city: PackCity, drafts: ProcedureDrafts) -> AuthoringDesk:
    return AuthoringDesk(drafts, publisher(city), AuthorsCommand())


def parts(
    *, version: int = 2, id: str = "bus", title: str = "敬老バスの券", more: str = ""
) -> dict[str, bytes]:
    """Return the parts of a definition as TOML, by the names of the form's fields."""
    text = WORDS.format(id=id, title=title, question="reason")
    words = {"ja": text, "ja_easy": with_readings(text), "en": text}
    definition = PROCEDURE.format(id=id, version=version, question="reason") + more
    said = {"definition": definition, "cases": CASE.format(question="reason"), **words}
    return {name: one.encode() for name, one in said.items()}


def upload(**changes: object) -> DraftUpload:
    return DraftUpload.of_files(parts(**changes))  # type: ignore[arg-type]


def put(desk: AuthoringDesk, made: DraftUpload, by: str = MADE_BY) -> str:
    """Keep a draft as the console does; return its id."""
    return desk.drafts.put(made, desk.look_at(made), by)


def row(desk: AuthoringDesk, id: str) -> ProcedureDraft:
    found = desk.drafts.find(id)
    assert found is not None
    return found


def publish(desk: AuthoringDesk, made: DraftUpload) -> str:
    """Let one clerk make a draft and ask, and another one approve it and publish."""
    id = put(desk, made)
    desk.drafts.ask(id, MADE_BY)
    desk.drafts.approve(row(desk, id), SECOND)
    desk.publish(row(desk, id), SECOND)
    return id


def mended_book(raw: bytes, **settings: object) -> bytes:
    """Return a workbook with other settings, as an author would save it."""
    workbook = load_workbook(io.BytesIO(raw))
    page = workbook["settings"]
    columns = {cell.value: cell.column for cell in page[1]}
    for name, value in settings.items():
        page.cell(2, columns[name.replace("__", "::")]).value = value
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()


def files_of(repository: PackRepository) -> Mapping[str, bytes]:
    targets = repository.targets()
    assert targets is not None
    return repository.content_of(targets)
