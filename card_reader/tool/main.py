"""Runs one command: its data to standard output, its error to standard error and the exit code."""

import argparse
import json
import sys
from functools import partial
from typing import Any

from card_reader.errors import Cancelled, CardError, UnexpectedStatus
from card_reader.tool.arguments import TRACE, parser
from card_reader.tool.table import BY_NAME
from card_reader.tool.terminal.desk import (
    Desk,
    FileRefused,
    NotTheSame,
    NotVerified,
    SigningNotInstalled,
    source,
)
from card_reader.tool.terminal.words import ERRORS, say
from card_reader.trace import Exchange


def main(arguments: list[str]) -> int:
    """Run the tool and return its exit code."""
    traced = arguments[:1] == [TRACE] and len(arguments) > 1
    options = parser().parse_args(arguments[1:] if traced else arguments)
    if options.command == TRACE:
        parser().error("trace COMMAND …")
    found = source(options.practice, options.practice_folder, show if traced else None)
    desk = Desk(
        source=found,
        language=options.lang,
        reader=options.reader,
        wait_s=options.wait,
        secret_stdin=options.secret_stdin,
        use_last_try=options.use_last_try,
    )
    try:
        data = BY_NAME[options.command].run(desk, options)
    except (CardError, FileRefused, NotVerified, SigningNotInstalled) as error:
        return refuse(options, error)
    except NotTheSame as error:
        print(error, file=sys.stderr)
        return ERRORS["PinFormat"][0]
    except (KeyboardInterrupt, EOFError):  # Ctrl-C, or Ctrl-D at a question
        if not options.secret_stdin:
            print(file=sys.stderr)  # the question's line is not ended
        return refuse(options, Cancelled())
    if data is not None:
        tell(options, data)
    return BY_NAME[options.command].exit_code(data)


def show(exchange: Exchange) -> None:
    """Print one line of the trace."""
    print(exchange, file=sys.stderr)


def tell(options: argparse.Namespace, data: Any) -> None:
    """Print what was found."""
    if options.json:
        print(json.dumps(data, ensure_ascii=False))
        return
    for line in BY_NAME[options.command].lines(data, partial(say, options.lang)):
        print(line)


def refuse(options: argparse.Namespace, error: Exception) -> int:
    """Print what went wrong; the error's own text is for logs and stays out."""
    name = type(error).__name__
    code, japanese, english = ERRORS.get(name, ERRORS["UnexpectedStatus"])
    found = facts(error)
    if options.json:
        print(json.dumps({"error": snake(name), **found}, ensure_ascii=False))
        return code
    text = japanese if options.lang == "ja" else english
    if isinstance(error, FileRefused) and error.says:
        text = say(options.lang, error.says)
    if found["tries_left"] is not None:
        text += " " + say(options.lang, "tries_left", n=found["tries_left"])
    told = [f"SW {found['sw']}"] if "sw" in found else [found["file"]] if "file" in found else []
    print(*(text, *told), file=sys.stderr)
    return code


def facts(error: Exception) -> dict[str, Any]:
    """Return what a script may know of an error: tries, status word, the file that was named."""
    found: dict[str, Any] = {"tries_left": getattr(error, "tries_left", None)}
    if isinstance(error, UnexpectedStatus):
        found |= {"sw": f"{error.sw:04X}", "ins": f"{error.ins:02X}"}
    if isinstance(error, FileRefused):
        found["file"] = error.file
    return found


def snake(name: str) -> str:
    """Return ``WrongPin`` as ``wrong_pin``."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)[1:]
