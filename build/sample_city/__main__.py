"""``bash build/run``: reception, office and tablet of the sample city, until Ctrl-C."""

import argparse
import sys
import webbrowser
from pathlib import Path
from typing import NoReturn

from build.sample_city import first_start, programs, words
from build.sample_city.claim import claimed
from build.sample_city.layout import Layout
from build.sample_city.orders import Orders, take_letters, typed
from build.sample_city.stopping import Stopped, StopWish
from sync.port_number import port_number


def main() -> int:
    """Start all three, say how to use them, and stop them cleanly at the end."""
    options = _parser().parse_args()
    wish = StopWish()
    wish.listen()
    layout = Layout(options.data.resolve(), options.port)
    try:
        if options.real_reader:
            programs.refuse_missing_reader()
        with claimed(layout), programs.Running(layout, wish, undo_minutes=1) as running:
            first_start.prepare(layout, running)
            running.start_office()
            address = running.start_tablet(real_reader=options.real_reader)
            print(words.welcome(layout, address, real_reader=options.real_reader), flush=True)
            if not options.no_browser:
                webbrowser.open(address)
            _go_on(running, wish)
    except programs.CannotStart as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1
    except Stopped:
        print(words.STOPPED, flush=True)
        return 0


def _go_on(running: programs.Running, wish: StopWish) -> NoReturn:
    """Obey what is typed, and restart what ends by itself, until somebody wants to stop."""
    orders = Orders(running)
    take_letters()
    while True:
        wish.sleep(0.5)
        running.restart_a_dead_part()
        for word in typed():
            orders.obey(word)


def _first_port(text: str) -> int:
    return port_number(text, in_a_row=3)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="bash build/run",
        description=words.DESCRIPTION,
        epilog=words.LETTERS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--data", type=Path, default=Path(".demado"), help=words.HELP_DATA)
    parser.add_argument("--port", type=_first_port, default=8550, help=words.HELP_PORT)
    parser.add_argument("--no-browser", action="store_true", help=words.HELP_NO_BROWSER)
    parser.add_argument("--real-reader", action="store_true", help=words.HELP_REAL_READER)
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
