"""``bash build/run``: reception, office and tablet of the sample city, until Ctrl-C."""

import argparse
import signal
import sys
import webbrowser
from pathlib import Path
from threading import Event

from build.sample_city import first_start, programs, words
from build.sample_city.layout import Layout


def main() -> int:
    """Start all three, say how to use them, and stop them cleanly at the end."""
    options = _parser().parse_args()
    layout = Layout(options.data.resolve(), options.port)
    try:
        programs.refuse_taken_ports(layout)
        if options.real_reader:
            programs.refuse_missing_reader()
        with programs.Running(layout) as running:
            first_start.prepare(layout, running)
            running.start_office()
            address = running.start_tablet(real_reader=options.real_reader)
            print(words.welcome(layout, address, real_reader=options.real_reader), flush=True)
            if not options.no_browser:
                webbrowser.open(address)
            _wait_until_stopped(running)
            print(words.STOPPING, flush=True)
    except programs.CannotStart as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1
    print(words.STOPPED, flush=True)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bash build/run", description=words.DESCRIPTION)
    parser.add_argument("--data", type=Path, default=Path(".demado"), help=words.HELP_DATA)
    parser.add_argument("--port", type=int, default=8550, help=words.HELP_PORT)
    parser.add_argument("--no-browser", action="store_true", help=words.HELP_NO_BROWSER)
    parser.add_argument("--real-reader", action="store_true", help=words.HELP_REAL_READER)
    return parser


def _wait_until_stopped(running: programs.Running) -> None:
    stopped = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    while not stopped.wait(0.5):
        running.refuse_a_dead_part()


if __name__ == "__main__":
    raise SystemExit(main())
