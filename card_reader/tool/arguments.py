"""Builds the tool's parser from its table; no argument can hold a secret."""

import argparse
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from card_reader.tool.table import TABLE
from card_reader.tool.terminal.command import seconds
from card_reader.tool.terminal.words import ERRORS, language_of_this_terminal

FOUND: Final = [(code, f"{row.name}: {word}") for row in TABLE for word, code in row.codes.items()]
CODES: Final = "\n".join(
    f"  {code:>3}  {name}"
    for code, name in sorted([*FOUND, *((code, name) for name, (code, _, _) in ERRORS.items())])
)
EPILOG: Final = f"終了コード / exit codes:\n    0  ok\n    2  usage\n{CODES}"

TRACE: Final = "trace"
TRACE_HELP: Final = "別の命令を記録つきで / run another command and show what goes over the line"


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole tool: a subparser a row of the table, and ``trace``."""
    whole = argparse.ArgumentParser(
        prog=program(),
        description="マイナンバーカードの道具 / a tool for the My Number Card. "
        "個人番号は読みません / never reads the individual number.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    whole.add_argument("--version", action=ShowVersion, nargs=0, help="版 / the version")
    commands = whole.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for row in TABLE:
        made = commands.add_parser(row.name, help=row.help)
        _common(made)
        row.add_arguments(made)
    trace = commands.add_parser(TRACE, help=TRACE_HELP)
    trace.add_argument("rest", nargs=argparse.REMAINDER, metavar="COMMAND …")
    return whole


def program() -> str:
    """Return the name that the tool was started by: it is also a command of the whole app."""
    return "demado-card" if Path(sys.argv[0]).stem == "demado-card" else "demado card"


class ShowVersion(argparse.Action):
    """Prints the version and ends; nothing is looked up before somebody asks."""

    def __call__(self, parser: argparse.ArgumentParser, *_: Any, **__: Any) -> None:
        """Print ``demado-card 0.1.0``, of whichever package this came with."""
        from importlib.metadata import PackageNotFoundError, version

        found = "demado-card, not installed"
        for name in ("demado", "demado-card"):
            with suppress(PackageNotFoundError):
                found = f"{name} {version(name)}"
        print(found)
        parser.exit()


def practice_card(key: str) -> str:
    """Return *key* when it names a practice card."""
    from card_reader.simulated.persons import BY_KEY

    if key not in BY_KEY:
        raise argparse.ArgumentTypeError(", ".join(sorted(BY_KEY)))
    return key


def _common(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="機械のために / for scripts")
    command.add_argument("--reader", help="読みとり機の名前（一部でよい）/ reader, or a part of it")
    command.add_argument("--lang", choices=("ja", "en"), default=language_of_this_terminal())
    command.add_argument(
        "--secret-stdin",
        action="store_true",
        help="番号を標準入力から1行ずつ / secrets from standard input, one a line",
    )
    command.add_argument(
        "--use-last-try", action="store_true", help="最後の1回を使う / use the last try"
    )
    command.add_argument(
        "--wait", type=seconds, default=0.0, metavar="S", help="カードを待つ秒数 / wait for a card"
    )
    command.add_argument(
        "--practice", type=practice_card, help="見本のカードで / with a practice card"
    )
    command.add_argument(
        "--practice-folder",
        type=Path,
        default=Path.home() / ".demado-practice",
        help="見本のカードの鍵 / keys of the practice cards",
    )
