"""``demado card genuine``: whether the chip is genuine, offline."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal, TypedDict

from card_reader.tool.terminal.command import Say, ToolCommand
from card_reader.tool.terminal.desk import Desk, FileRefused

# Of the hierarchies that a table of issuers may name, those that have a word here.
HIERARCHIES: Final = ("production", "practice")


class ChipChecked(TypedDict):
    """What was found; *part* names what did not match or could not be had.

    ``confidence`` is that of the issuer's key in its table, see docs/card.md.
    """

    verdict: Literal["genuine", "unknown_issuer", "mismatch", "not_checked"]
    part: Literal["certificate", "attributes", "face", "key", "presence", "person"] | None
    issuer: str
    hierarchy: str
    confidence: str


def run(desk: Desk, options: argparse.Namespace) -> ChipChecked:
    """Read by 照合番号B or the PIN and check data and chip; a wrong secret costs a try."""
    # What it needs takes longer to load than every other command to run.
    from card_reader.genuineness import ChipCheck, IssuersRefused
    from card_reader.genuineness.issuers import SHIPPED, load_issuers
    from card_reader.genuineness.reading import checked_by_pin, checked_by_verification_b

    try:
        check = ChipCheck(load_issuers(options.issuers or SHIPPED))
    except IssuersRefused as refused:
        raise FileRefused(options.issuers) from refused
    by_b, confirmed = options.by == "b", desk.use_last_try
    read = checked_by_verification_b if by_b else checked_by_pin
    secret = desk.secret(*(("ask_b", "verification_b") if by_b else ("ask_pin", "input_support")))
    with desk.card(asks_kind=False) as card:
        found = read(card, secret, check, last_try_confirmed=confirmed).chip
    return {
        "verdict": found.verdict.value,
        "part": found.part.value if found.part else None,
        "issuer": found.issuer,
        "hierarchy": found.hierarchy,
        "confidence": found.confidence,
    }


def lines(data: ChipChecked, say: Say) -> Iterator[str]:
    """Yield the verdict, and who vouches or what does not match."""
    yield say(f"chip_{data['verdict']}")
    if data["issuer"]:
        hierarchy = data["hierarchy"]
        told = say(f"hierarchy_{hierarchy}") if hierarchy in HIERARCHIES else hierarchy
        grade = say("confidence", grade=data["confidence"]) if data["confidence"] else ""
        yield f"    {data['issuer']}  {told}  {grade}".rstrip()
    if data["part"]:
        yield f"    {say('part', part=say('part_' + data['part']))}"


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add the way of reading, and whose keys vouch."""
    command.add_argument("--by", choices=("b", "pin"), default="b")
    command.add_argument(
        "--issuers", type=Path, metavar="FILE.toml", help="発行者の鍵のファイル / keys that vouch"
    )


COMMAND = ToolCommand(
    name="genuine",
    japanese="チップが本物か確かめる",
    english="tell a genuine chip from a copy, offline",
    run=run,
    shape=ChipChecked,
    lines=lines,
    add_arguments=add_arguments,
    codes={"mismatch": 43, "unknown_issuer": 44, "not_checked": 45},
)
