"""``demado card chip``: the chip's own number."""

import argparse
from collections.abc import Iterator
from typing import TypedDict

from card_reader.tool.terminal.command import Say, ToolCommand
from card_reader.tool.terminal.desk import Desk


class ChipNumber(TypedDict):
    """The number that the chip keeps for its whole life; it is no number of a person."""

    number: str


def run(desk: Desk, _: argparse.Namespace) -> ChipNumber:
    """Read it; free, and a phone has none."""
    with desk.card() as card:
        return {"number": card.manufacturing_number()}


def lines(data: ChipNumber, _: Say) -> Iterator[str]:
    """Yield the number."""
    yield data["number"]


COMMAND = ToolCommand(
    name="chip",
    japanese="チップの製造番号",
    english="the chip's own number",
    run=run,
    shape=ChipNumber,
    lines=lines,
)
