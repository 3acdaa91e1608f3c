"""What goes back with an application: the answers as they were given, and what is asked again.

It travels inside the decision, sealed to one tablet, which kept nothing of what it sealed.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Final, Self

from sync.errors import WireError
from sync.wire.canonical import canonical

LARGEST: Final = 128 * 1024  # bytes of JSON; a decision has to fit through the line beside others
MOST_ANSWERS: Final = 500


@dataclass(frozen=True)
class ReturnedAnswer:
    """One answer as the tablet had written it into the application."""

    question: str
    label: str = field(repr=False)
    value: Any = field(repr=False)
    display: str = field(repr=False)
    source: str
    at: str
    kind: str = ""


@dataclass(frozen=True)
class Returned:
    """The answers of one application, and the clerk's remark beside each question asked again.

    ``asks`` names the questions that are put to the resident once more; a remark may be empty.
    No answers: they were too many to be sent, and every question is asked.
    """

    procedure: str
    version: int
    answers: tuple[ReturnedAnswer, ...] = field(repr=False)
    asks: Mapping[str, str] = field(default_factory=dict, repr=False)

    def fitting(self) -> "Returned":
        """Return this, or the remarks alone where the answers are too large to be sent."""
        if len(canonical(self.to_json())) <= LARGEST:
            return self
        return Returned(self.procedure, self.version, (), self.asks)

    def to_json(self) -> dict[str, Any]:
        """Return it as it is written."""
        return {
            "procedure": self.procedure,
            "version": self.version,
            "answers": [asdict(answer) for answer in self.answers],
            "asks": dict(self.asks),
        }

    @classmethod
    def of(cls, value: Any) -> Self:
        """Return what :meth:`to_json` wrote.

        Raises:
            WireError: it is nothing of the kind; the text names no content.
        """
        try:
            answers = tuple(_answer(one) for one in value["answers"])
            asks = {_text(id): _text(remark) for id, remark in value["asks"].items()}
            version = value["version"]
            if type(version) is not int or len(answers) > MOST_ANSWERS:
                raise TypeError("version or number of answers")
            return cls(_text(value["procedure"]), version, answers, asks)
        except (AttributeError, KeyError, TypeError) as refused:
            raise WireError("what was returned lacks a field") from refused


def _answer(value: Any) -> ReturnedAnswer:
    texts = {
        one.name: _text(value[one.name]) for one in fields(ReturnedAnswer) if one.name != "value"
    }
    return ReturnedAnswer(value=value["value"], **texts)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value
