"""``demado card list``: the readers and whether each has a card."""

import argparse
from collections.abc import Iterator
from typing import TypedDict

from card_reader.tool.terminal.command import Say, ToolCommand
from card_reader.tool.terminal.desk import Desk


class ReaderRow(TypedDict):
    """One reader by its driver's name."""

    reader: str
    has_card: bool


def run(desk: Desk, _: argparse.Namespace) -> list[ReaderRow]:
    """List every reader; ``--reader`` does not narrow it."""
    return [{"reader": one.name, "has_card": one.has_card} for one in desk.source.readers()]


def lines(data: list[ReaderRow], say: Say) -> Iterator[str]:
    """Yield one line a reader."""
    if not data:
        yield f"{say('reader')}: {say('none')}"
    for row in data:
        yield f"{row['reader']}  ({say('has_card' if row['has_card'] else 'no_card')})"


COMMAND = ToolCommand(
    name="list",
    japanese="読みとり機の一覧",
    english="the readers and whether they have a card",
    run=run,
    shape=list[ReaderRow],
    lines=lines,
)
