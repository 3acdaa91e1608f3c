"""``demado card pins``: the tries left of every PIN."""

import argparse
from collections.abc import Iterator
from typing import TypedDict

from card_reader.pins import PinTries
from card_reader.tool.terminal.command import Say, ToolCommand
from card_reader.tool.terminal.desk import Desk


class TriesLeft(TypedDict):
    """Tries left of each PIN; null where the card has none or does not say."""

    user_authentication: int | None
    signature: int | None
    input_support: int | None
    verification_b: int | None


def run(desk: Desk, _: argparse.Namespace) -> TriesLeft:
    """Ask every counter; uses no try."""
    with desk.card() as card:
        return as_json(card.tries())


def as_json(tries: PinTries) -> TriesLeft:
    """Return the counters as JSON holds them."""
    return {
        "user_authentication": tries.user_authentication,
        "signature": tries.signature,
        "input_support": tries.input_support,
        "verification_b": tries.verification_b,
    }


def lines(data: TriesLeft, say: Say) -> Iterator[str]:
    """Yield one line a PIN."""
    for name, left in data.items():
        shown = say("no_counter") if left is None else say("tries_left", n=left)
        yield f"{say(name)}: {shown}"


COMMAND = ToolCommand(
    name="pins",
    japanese="残りの回数",
    english="tries left of every PIN; uses none",
    run=run,
    shape=TriesLeft,
    lines=lines,
)
