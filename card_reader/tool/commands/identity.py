"""``demado card identity``: the four attributes of the chip."""

import argparse
from collections.abc import Iterator
from typing import Literal, TypedDict

from card_reader.tool.terminal.command import Say, ToolCommand
from card_reader.tool.terminal.desk import Desk
from card_reader.tool.terminal.questions import ask_for_attributes


class IdentityRead(TypedDict):
    """The four attributes; ``birth_date`` is ISO 8601, or eight digits where a part is unknown."""

    name: str
    address: str
    birth_date: str
    sex: str
    by: Literal["b", "pin"]


def run(desk: Desk, options: argparse.Namespace) -> IdentityRead:
    """Read the attributes by 照合番号B or the PIN; a wrong one costs a try."""
    read = ask_for_attributes(desk, options.by)
    with desk.card(asks_kind=False) as card:
        found = read(card)
    return {
        "name": found.name,
        "address": found.address,
        "birth_date": found.birth_date.isoformat() if found.birth_date else found.birth_raw,
        "sex": found.sex,
        "by": options.by,
    }


def lines(data: IdentityRead, say: Say) -> Iterator[str]:
    """Yield one line an attribute."""
    yield f"{say('name')}: {data['name']}"
    yield f"{say('address')}: {data['address']}"
    yield f"{say('birth_date')}: {data['birth_date']}"
    sex = data["sex"] if data["sex"] in ("1", "2") else "9"
    yield f"{say('sex')}: {say(f'sex_{sex}')}"


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add the way of reading."""
    command.add_argument("--by", choices=("b", "pin"), default="b")


COMMAND = ToolCommand(
    name="identity",
    japanese="4つの情報を読む",
    english="read name, address, birth date and sex",
    run=run,
    shape=IdentityRead,
    lines=lines,
    add_arguments=add_arguments,
)
