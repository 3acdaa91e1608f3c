"""``demado card change-pin``: replaces a PIN that its owner knows."""

import argparse
from collections.abc import Iterator
from typing import Literal, TypedDict

from card_reader.pins import Pin
from card_reader.tool.terminal.command import Say, ToolCommand
from card_reader.tool.terminal.desk import Desk


class PinChanged(TypedDict):
    """Which PIN has a new value now."""

    changed: Literal["user_authentication", "signature", "input_support"]


def run(desk: Desk, options: argparse.Namespace) -> PinChanged:
    """Ask for the present PIN and the new one, and replace it; a wrong present one costs a try."""
    pin = Pin(options.pin)
    asked = "ask_password" if pin is Pin.SIGNATURE else "ask_pin"
    present, new = desk.secret(asked, pin.value), desk.new_secret()
    with desk.card(exclusive=True) as card:
        card.change_pin(pin, present, new, last_try_confirmed=desk.use_last_try)
    return {"changed": pin.value}


def lines(_: PinChanged, say: Say) -> Iterator[str]:
    """Yield that it was changed."""
    yield say("changed")


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add which PIN; its value is never an argument."""
    command.add_argument("--pin", choices=[pin.value for pin in Pin], required=True)


COMMAND = ToolCommand(
    name="change-pin",
    japanese="番号を変える",
    english="replace a PIN that you know",
    run=run,
    shape=PinChanged,
    lines=lines,
    add_arguments=add_arguments,
)
