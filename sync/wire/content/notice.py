"""The format of the city's notices to its staff: text, days in force, level."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Final, Literal

from pydantic import (
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from sync.errors import WireError
from sync.wire.city import Frozen
from sync.wire.content.pack import NAME
from sync.wire.validation import first_error

# Two stand on the home screen in full, so neither may be a letter. The other languages need
# about twice the characters of Japanese for the same: readings, spaces, an alphabet.
TITLE_MOST: Final = 40
BODY_MOST: Final = 150
OTHERS: Final = 2

Name = Annotated[str, StringConstraints(pattern=rf"^{NAME}$")]
Said = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Line = Annotated[Said, Field(pattern=r"^[^\n]*$")]


class NoticeRefused(WireError):
    """A notice with a mistake; ``field`` and ``reason`` name it."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


class Exact(Frozen):
    """A model that turns no value into another: a date is a date of the file."""

    model_config = ConfigDict(strict=True)


class Languages(Exact):
    """A text in each language: ``title["ja_easy"]``."""

    def __getitem__(self, language: str) -> str:
        return str(getattr(self, language))


class Title(Languages):
    """One line."""

    ja: Line = Field(max_length=TITLE_MOST)
    ja_easy: Line = Field(max_length=OTHERS * TITLE_MOST)
    en: Line = Field(max_length=OTHERS * TITLE_MOST)


class Body(Languages):
    """A few sentences."""

    ja: Said = Field(max_length=BODY_MOST)
    ja_easy: Said = Field(max_length=OTHERS * BODY_MOST)
    en: Said = Field(max_length=OTHERS * BODY_MOST)


class Notice(Exact):
    """The content of ``notices/<id>.toml``; in force on both days and between, in Japan."""

    id: Name
    version: int = Field(ge=1)
    level: Literal["info", "important"]
    valid_from: date
    valid_until: date
    procedure: Name | None = None
    title: Title
    body: Body

    @field_validator("valid_until")
    @classmethod
    def _ends_after_it_begins(cls, until: date, others: ValidationInfo) -> date:
        begins = others.data.get("valid_from")
        if begins is not None and until < begins:
            raise ValueError("it ends before valid_from")
        return until

    @classmethod
    def parse(cls, table: Mapping[str, object], name: str) -> "Notice":
        """Read the content of a notice's file.

        Args:
            table: the parsed file.
            name: the file's name without ``.toml``; it is the notice's id.

        Raises:
            NoticeRefused: naming the first field with a mistake, and the reason.
        """
        try:
            notice = cls.model_validate(table)
        except ValidationError as refused:
            raise NoticeRefused(*first_error(refused)) from refused
        if notice.id != name:
            raise NoticeRefused("id", "the id and the file's name differ")
        return notice
