"""``demado card watch``: tells when cards come and go."""

import argparse
import json
import time
from collections.abc import Iterator
from functools import partial
from typing import Final, Literal, TypedDict

from card_reader.errors import ServiceStopped
from card_reader.tool.terminal.command import Say, ToolCommand, seconds
from card_reader.tool.terminal.desk import Desk
from card_reader.tool.terminal.words import say

POLL_S: Final = 0.3


class CardEvent(TypedDict):
    """A card came or went."""

    event: Literal["put", "taken"]
    reader: str


def run(desk: Desk, options: argparse.Namespace) -> None:
    """Print one line an event until the time ends or somebody stops it.

    Raises:
        ServiceStopped: at once; one that stops later is looked for again, its cards are gone.
    """
    end = time.monotonic() + (options.seconds or float("inf"))
    desk.watched()
    before: set[str] = set()
    while time.monotonic() < end:
        now = _with_card(desk)
        for name in sorted(now - before):
            print(shown({"event": "put", "reader": name}, options), flush=True)
        for name in sorted(before - now):
            print(shown({"event": "taken", "reader": name}, options), flush=True)
        before = now
        time.sleep(POLL_S)


def _with_card(desk: Desk) -> set[str]:
    """Return the readers that have a card; none while the service is away."""
    try:
        return {one.name for one in desk.watched() if one.has_card}
    except ServiceStopped:
        return set()


def shown(event: CardEvent, options: argparse.Namespace) -> str:
    """Return one event as a line, in JSON where ``--json`` asks for it."""
    if options.json:
        return json.dumps(event, ensure_ascii=False)
    return "\n".join(lines(event, partial(say, options.lang)))


def lines(event: CardEvent, say: Say) -> Iterator[str]:
    """Yield the one line of an event."""
    yield say(event["event"], reader=event["reader"])


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add the time after which it ends."""
    command.add_argument("--seconds", type=seconds, help="この秒数で終わる / end after this")


COMMAND = ToolCommand(
    name="watch",
    japanese="カードの出し入れを見る",
    english="tell when cards come and go, until Ctrl-C",
    run=run,
    shape=CardEvent,
    lines=lines,
    add_arguments=add_arguments,
)
