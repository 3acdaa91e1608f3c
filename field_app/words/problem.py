"""Turn an error into words a person can use; nothing else does."""

import dataclasses
from dataclasses import dataclass, field

GENERAL_KEY = "shell.p_failed"


@dataclass(frozen=True)
class Problem:
    """What went wrong, as a words key and the numbers its sentence needs."""

    message_key: str
    params: dict[str, object] = field(default_factory=dict)


def problem_of(error: BaseException) -> Problem:
    """Return the problem that *error* means for the person at the tablet.

    An error of ``card_reader``, ``sync`` or the app carries ``message_key``;
    its public numbers and texts become the sentence's parameters. Anything
    else is a defect, and gets the general sentence: its own text may hold
    data and is for the log only.
    """
    key = getattr(error, "message_key", None)
    if not isinstance(key, str) or not key:
        return Problem(GENERAL_KEY)
    return Problem(key, _params(error))


def _params(error: BaseException) -> dict[str, object]:
    given = getattr(error, "params", None)
    if isinstance(given, dict):
        return dict(given)
    if dataclasses.is_dataclass(error):
        values = {f.name: getattr(error, f.name) for f in dataclasses.fields(error) if f.repr}
    else:
        values = {name: value for name, value in vars(error).items() if name[0] != "_"}
    return {name: value for name, value in values.items() if isinstance(value, str | int | float)}
