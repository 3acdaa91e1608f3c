"""Says which boards there are, and what each may hold: never a person, never a free text."""

from datetime import date
from typing import Annotated, Final, TypeVar

from pydantic import Field, ValidationError

from sync.errors import WireError
from sync.wire.boards.board import Board
from sync.wire.city import Frozen
from sync.wire.validation import first_error

HourMinute = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
MonthAndDay = Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]
CLOSED_DAYS: Final = "closed_days"


class ClosedDaysBody(Frozen):
    """When the city's offices are open, and on which days they are not.

    They are closed on Saturdays, Sundays and holidays as well, which stand in every calendar.
    ``year_end`` are the first and the last closed day of the turn of the year.
    """

    opens: HourMinute
    closes: HourMinute
    closed_on: Annotated[tuple[date, ...], Field(max_length=100)] = ()
    year_end: tuple[MonthAndDay, MonthAndDay]


BODIES: Final[dict[str, type[Frozen]]] = {CLOSED_DAYS: ClosedDaysBody}
Body = TypeVar("Body", bound=Frozen)


def refuse_unknown_body(board: Board) -> None:
    """Raise WireError unless this version knows the board's name, and its body fits the name."""
    if board.name not in BODIES:
        raise WireError("no board has this name")
    body_of(board, BODIES[board.name])


def body_of(board: Board, kind: type[Body]) -> Body:
    """Return the body of *board*.

    Raises:
        WireError: it holds another field, or one with another value; the text names it.
    """
    try:
        return kind.model_validate(board.body)
    except ValidationError as refused:
        raise WireError(": ".join(first_error(refused))) from None
