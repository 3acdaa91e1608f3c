"""``demado card photo``: the chip's photo as a PNG file."""

import argparse
from collections.abc import Iterator
from pathlib import Path

from card_reader.tool.terminal.command import Say, ToolCommand
from card_reader.tool.terminal.desk import Desk
from card_reader.tool.terminal.files import WrittenFile, refuse_no_folder, write_file


class PhotoWritten(WrittenFile):
    """Where the photo was written, and the card's own last day in ISO 8601."""

    expires_on: str | None


def run(desk: Desk, options: argparse.Namespace) -> PhotoWritten:
    """Read the face by 照合番号B and write its photo; a wrong number costs one of ten tries."""
    refuse_no_folder(options.out)
    number = desk.secret("ask_b", "verification_b")
    with desk.card(asks_kind=False) as card:
        front = card.front_by_verification_b(number, last_try_confirmed=desk.use_last_try)
    write_file(options.out, front.photo_png)
    expires = front.expires_on.isoformat() if front.expires_on else None
    return {"path": str(options.out), "expires_on": expires}


def lines(data: PhotoWritten, say: Say) -> Iterator[str]:
    """Yield the path that was written."""
    yield say("written", path=data["path"])


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add the file to write."""
    command.add_argument("--out", type=Path, required=True, metavar="FILE.png")


COMMAND = ToolCommand(
    name="photo",
    japanese="顔写真をPNGにする",
    english="write the photo of the chip as PNG",
    run=run,
    shape=PhotoWritten,
    lines=lines,
    add_arguments=add_arguments,
)
