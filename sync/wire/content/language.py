"""The format of a language that a city adds: ``languages/<code>/`` with texts, state and font."""

from datetime import date
from typing import Annotated, Final, Literal, TypeVar

from pydantic import Field, StringConstraints, ValidationError

from sync.errors import WireError
from sync.wire.city import Frozen
from sync.wire.validation import first_error

LANGUAGES_FOLDER: Final = "languages"
HEAD: Final = "language.toml"
STATE: Final = "state.toml"
FONT: Final = "font.ttf"
BUILT_IN: Final = ("ja", "ja_easy", "en")
CODE: Final = r"(?!ja(?:_easy)?/|en/)[a-z]{2,3}(?:_[a-z]{2,8})?"

Line = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]*$")]
Table = TypeVar("Table", bound=Frozen)
TextDigest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]


class LanguageHead(Frozen):
    """What a language says of itself: its own name, and what is read where it has no text."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=24)]
    tag: Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
    fallback: Literal["ja", "ja_easy", "en"]
    machine_note: Line


class Approval(Frozen):
    """That a speaker read a text: of which text, in which role, on which day; never a name."""

    text: TextDigest
    role: Line
    on: date


class LanguageState(Frozen):
    """Of each text the digest of the Japanese it was made from, and who approved it."""

    made_from: dict[str, TextDigest] = Field(default_factory=dict)
    approved: dict[str, Approval] = Field(default_factory=dict)


def read_head(table: dict[str, object]) -> LanguageHead:
    """Read ``language.toml``. WireError naming the first field with a mistake."""
    return _read(LanguageHead, table)


def read_state(table: dict[str, object]) -> LanguageState:
    """Read ``state.toml``. WireError naming the first field with a mistake."""
    return _read(LanguageState, table)


def _read(kind: type[Table], table: dict[str, object]) -> Table:
    try:
        return kind.model_validate(table)
    except ValidationError as refused:
        field, reason = first_error(refused)
        raise WireError(f"{field}: {reason}") from refused
