"""``demado card applications``: which applications the chip has."""

import argparse
from collections.abc import Iterator
from typing import TypedDict

from card_reader.layout import ApplicationName
from card_reader.tool.terminal.command import Say, ToolCommand
from card_reader.tool.terminal.desk import Desk


class ApplicationFound(TypedDict):
    """One application that this package knows by its AID."""

    application: ApplicationName
    is_present: bool


def run(desk: Desk, _: argparse.Namespace) -> list[ApplicationFound]:
    """Select each known application once; nothing is read and no try is used."""
    with desk.card() as card:
        found = card.applications()
    return [{"application": name, "is_present": there} for name, there in found.items()]


def lines(data: list[ApplicationFound], say: Say) -> Iterator[str]:
    """Yield one line an application."""
    for row in data:
        name = say(f"application_{row['application']}")
        yield f"{name}: {say('is_present' if row['is_present'] else 'none')}"


COMMAND = ToolCommand(
    name="applications",
    japanese="チップにあるアプリ",
    english="the applications of the chip",
    run=run,
    shape=list[ApplicationFound],
    lines=lines,
)
