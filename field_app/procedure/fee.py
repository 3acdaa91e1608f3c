"""Compute what an application costs: the city's unit, times an answer where one multiplies it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from field_app.procedure.answers import Answer, visible
from field_app.procedure.computed.possible import Truth
from field_app.procedure.definition.model import Procedure
from field_app.procedure.known import Circumstances, Lookup


@dataclass(frozen=True)
class Fee:
    """A fee in yen; *times* is None where nothing multiplies it."""

    unit: int
    times: int | None = None

    @property
    def total(self) -> int:
        """What is to be paid."""
        return self.unit * (1 if self.times is None else self.times)

    def text(self, words: Callable[..., str]) -> str:
        """Return 「300円 × 3 ＝ 900円」, or the sum alone."""
        if self.times is None:
            return words("fee.l_sum", total=f"{self.total:,}")
        return words(
            "fee.l_times", unit=f"{self.unit:,}", times=self.times, total=f"{self.total:,}"
        )


def fee_of(
    procedure: Procedure,
    answers: Mapping[str, Answer],
    fees: Mapping[str, int],
    seen: Circumstances,
) -> Fee | None:
    """Return the fee of *procedure*, None where it is free.

    While the answer that multiplies the unit is not there, the unit stands alone; while the one
    that decides whether it costs anything is not there, it does.
    """
    unit = fees.get(procedure.fee_key or "", 0)
    asked = frozenset(question.id for question in visible(procedure, answers, seen))
    look, when = Lookup(procedure, answers, seen, asked), procedure.fee_when
    if not unit or (when is not None and when.truth(look) is Truth.NO):
        return None
    field = procedure.fee_times
    value = answers[field].value if field in asked and field in answers else None
    return Fee(unit, value if isinstance(value, int) else None)
