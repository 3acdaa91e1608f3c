"""Reads the city's notices to its staff, and orders those in force on a day."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from field_app.procedure.load import DefinitionError, read_table
from sync.wire.content.notice import Notice, NoticeRefused

__all__ = ["Notice", "Notices", "load_notices", "notice_file"]


@dataclass(frozen=True)
class Notices:
    """Every usable notice of an edition, and every refused one."""

    readable: tuple[Notice, ...] = ()
    refused: tuple[DefinitionError, ...] = ()

    def in_force(self, today: date) -> tuple[Notice, ...]:
        """Return those of *today* in Japan: important ones first, then the newest."""
        return tuple(sorted((one for one in self.readable if _holds(one, today)), key=_rank))

    def about(self, procedure: str, today: date) -> tuple[Notice, ...]:
        """Return those in force that concern *procedure*, in the same order."""
        return tuple(one for one in self.in_force(today) if one.procedure == procedure)


def load_notices(folder: Path) -> Notices:
    """Read every notice in *folder*; a mistake hides no other one, and a folder may be missing."""
    readable: list[Notice] = []
    refused: list[DefinitionError] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            readable.append(_load(path))
        except DefinitionError as error:
            refused.append(error)
    return Notices(tuple(readable), tuple(refused))


def notice_file(id: str) -> str:
    """Return what the file of the notice *id* is called, as a pack names it."""
    return f"notices/{id}.toml"


def _load(path: Path) -> Notice:
    file = notice_file(path.stem)
    try:
        return Notice.parse(read_table(path, file), path.stem)
    except NoticeRefused as refused:
        raise DefinitionError(file, refused.field, refused.reason) from refused


def _holds(notice: Notice, today: date) -> bool:
    return notice.valid_from <= today <= notice.valid_until


def _rank(notice: Notice) -> tuple[bool, int, str]:
    return notice.level != "important", -notice.valid_from.toordinal(), notice.id
