"""The table of the tool's commands; parser, work and lines are found from it."""

from typing import Final

from card_reader.tool.commands import (
    certificates,
    change_pin,
    health,
    identity,
    photo,
    pins,
    readers,
    sign,
    watch,
)
from card_reader.tool.terminal.command import ToolCommand

# In the order of ``--help``.
TABLE: Final[tuple[ToolCommand, ...]] = (
    readers.COMMAND,
    watch.COMMAND,
    identity.COMMAND,
    photo.COMMAND,
    certificates.COMMAND,
    health.COMMAND,
    sign.COMMAND,
    pins.COMMAND,
    change_pin.COMMAND,
)
BY_NAME: Final = {command.name: command for command in TABLE}
