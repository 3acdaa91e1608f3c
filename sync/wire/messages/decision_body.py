"""The typed body of a decision: what else it says, in fields instead of a sentence.

It goes only to tablets that said they understand it; the others get the status and the sentence.
"""

from typing import Annotated, Final, Literal

from pydantic import Field, ValidationError

from sync.wire.city import Frozen

# What a tablet says in its request for news, and the office reads in the register of tablets.
DECISION_WITH_BODY: Final = "answer-2"

CityNumber = Annotated[str, Field(pattern=r"^[2-9]{12}(-[0-9]{1,6})?$")]


class NumberBody(Frozen):
    """Another receipt number that the resident now goes by.

    ``renumbered``: the city's own, where two applications had one number. ``replaced``: that of
    the correction. ``withdrawn``: that of the withdrawal.
    """

    kind: Literal["renumbered", "replaced", "withdrawn"]
    number: CityNumber


BODY_KINDS: Final[dict[str, type[NumberBody]]] = dict.fromkeys(
    ("renumbered", "replaced", "withdrawn"), NumberBody
)


def read_body(value: object) -> NumberBody | None:
    """Return a body of a kind that this version knows; a newer city's is left unread."""
    kind = value.get("kind") if isinstance(value, dict) else None
    model = BODY_KINDS.get(kind) if isinstance(kind, str) else None
    if model is None:
        return None
    try:
        return model.model_validate(value)
    except ValidationError:
        return None
