"""Reads which questions a clerk asks again of what is returned, and the remark beside each."""

from collections.abc import Mapping
from typing import Final

from sync.office.applications.refusals import DecisionRefused
from sync.office.applications.typed_text import refusal_of
from sync.wire.messages.returned import Returned

TICK: Final = "ask."
REMARK: Final = "remark."
LONGEST_REMARK: Final = 200


def asks_in(given: Mapping[str, str]) -> dict[str, str]:
    """Return the remark of each question that the form marks; one with a remark is marked.

    Raises:
        DecisionRefused: a remark holds an individual number.
    """
    remarks = {
        name.removeprefix(REMARK): text.strip()[:LONGEST_REMARK]
        for name, text in given.items()
        if name.startswith(REMARK)
    }
    ticked = {name.removeprefix(TICK): "" for name in given if name.startswith(TICK)}
    asks = ticked | {id: text for id, text in remarks.items() if text or id in ticked}
    for text in asks.values():
        if refused := refusal_of(text):
            raise DecisionRefused(refused)
    return asks


def message_for(returned: Returned) -> str:
    """Return what to tell where the clerk wrote beside the questions alone."""
    labels = {answer.question: answer.label for answer in returned.answers}
    asked = [
        f"{labels.get(id, id)}（{remark}）" if remark else labels.get(id, id)
        for id, remark in returned.asks.items()
    ]
    return f"次の項目をなおしてください：{'、'.join(asked)}" if asked else ""


def written_in(given: Mapping[str, str]) -> str:
    """Return everything that a clerk typed into a form, to be kept where the form is not."""
    remarks = (given[name].strip() for name in given if name.startswith(REMARK))
    whole = (given.get(name, "") for name in ("message", "note"))
    return "\n".join(text for text in (*whole, *remarks) if text)
