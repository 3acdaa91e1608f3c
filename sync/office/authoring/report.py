"""Reads what the authors' command says of a draft; its process read a stranger's file."""

from datetime import date
from typing import Annotated, Any, Final

from pydantic import Field, StringConstraints

from sync.wire.canonical import canonical
from sync.wire.city import Frozen
from sync.wire.content.pack import FILE_MOST
from sync.wire.digest import sha256_hex

LISTED: Final = 1_000
Line = Annotated[str, StringConstraints(max_length=20_000)]
Name = Annotated[str, StringConstraints(max_length=300)]
File = Annotated[str, StringConstraints(max_length=FILE_MOST)]
Listed = Field(default=(), max_length=LISTED)


class DraftFinding(Frozen):
    """One mistake, or one thing to look at, with its place."""

    file: Name
    field: Name
    reason: Line
    line: int | None = None
    is_warning: bool = False


class CellLeftOut(Frozen):
    """A cell of a workbook that says nothing that a definition can say."""

    sheet: Name
    cell: Name
    reason: Line


class DraftCases(Frozen):
    """What the cases came to: how far they go, what came otherwise, and what has none."""

    id: Name
    line: Line
    mistakes: tuple[DraftFinding, ...] = Listed
    lacking: tuple[Line, ...] = Listed


class DraftPage(Frozen):
    """One question as it is read; *always*: it has no condition."""

    id: Name
    kind: Name
    ja: Line
    ja_easy: Line
    en: Line
    options: tuple[Line, ...] = Listed
    always: bool


class DraftReport(Frozen):
    """Everything about one draft; ``refused`` where it could not be read at all.

    ``draft`` is what it says, as text; ``files`` the content files in which that stands.
    """

    refused: Line = ""
    line: int | None = None
    id: Annotated[str, StringConstraints(pattern=r"^([a-z][a-z0-9_]{0,63})?$")] = ""
    is_new: bool = False
    title: Line = ""
    version: Annotated[int, Field(ge=1, lt=2**31)] | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    verified_on: date | None = None
    unverified: tuple[Line, ...] | None = Listed
    findings: tuple[DraftFinding, ...] = Listed
    uncarried: tuple[CellLeftOut, ...] = Listed
    differences: tuple[Line, ...] = Listed
    cases: tuple[DraftCases, ...] = Listed
    pages: tuple[DraftPage, ...] = Listed
    draft: dict[str, Any] | None = None
    files: dict[Name, File] = Field(default={}, max_length=20)

    @property
    def digest(self) -> str:
        """What is approved: a digest of all that the draft says; empty where it says nothing."""
        return sha256_hex(canonical(self.draft)) if self.draft else ""

    @property
    def mistakes(self) -> tuple[DraftFinding, ...]:
        """What has to be mended before anybody is asked."""
        return tuple(one for one in self.findings if not one.is_warning)

    @property
    def warnings(self) -> tuple[DraftFinding, ...]:
        """What should be looked at."""
        return tuple(one for one in self.findings if one.is_warning)

    @property
    def lacking(self) -> tuple[str, ...]:
        """The roles and branches without a case."""
        return tuple(one for ran in self.cases for one in ran.lacking)

    @property
    def changes(self) -> bool:
        """Whether there is anything to publish."""
        return self.is_new or bool(self.differences)
