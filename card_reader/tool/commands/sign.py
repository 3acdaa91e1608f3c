"""``demado card sign``: a PDF as PAdES, or any file as detached CMS."""

import argparse
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from card_reader.certificates import DateStatus
from card_reader.tool.terminal.command import Say, ToolCommand
from card_reader.tool.terminal.desk import Desk, SigningNotInstalled
from card_reader.tool.terminal.files import WrittenFile, read_file, refuse_no_folder, write_file


class FileSigned(WrittenFile):
    """Where the signed file was written, and how its certificate stands by its dates."""

    certificate: DateStatus


def run(desk: Desk, options: argparse.Namespace) -> FileSigned:
    """Sign a file with the signature password; a wrong one costs one of five tries."""
    # pyHanko takes longer to load than every other command to run, and is not always there.
    try:
        from card_reader.tool.commands.signature import signed_detached, signed_pdf
    except ModuleNotFoundError as missing:
        raise SigningNotInstalled from missing

    content = read_file(options.file)
    refuse_no_folder(options.out)
    make = signed_detached if options.detached else signed_pdf
    password = desk.secret("ask_password", "signature")
    signed, certificate = make(desk, password, content, options)
    write_file(options.out, signed)
    return {"path": str(options.out), "certificate": certificate.status(datetime.now(UTC))}


def lines(data: FileSigned, say: Say) -> Iterator[str]:
    """Yield the path that was written."""
    yield say("written", path=data["path"])


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add the file, where the signed one goes, and what the signature says."""
    command.add_argument("file", type=Path, metavar="FILE.pdf")
    command.add_argument("--out", type=Path, required=True, metavar="OUT.pdf")
    command.add_argument("--visible", action="store_true", help="署名を見せる / visible field")
    command.add_argument("--detached", action="store_true", help="CMS (.p7s) を別に作る")
    command.add_argument(
        "--accept-expired",
        action="store_true",
        help="有効期間の外の証明書でも署名する / sign although the certificate is not in date",
    )
    command.add_argument("--reason", default="", help="署名の理由 / reason")


COMMAND = ToolCommand(
    name="sign",
    japanese="署名する",
    english="sign a PDF (PAdES), or any file with --detached (CMS)",
    run=run,
    shape=FileSigned,
    lines=lines,
    add_arguments=add_arguments,
)
