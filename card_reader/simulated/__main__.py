"""``python -m card_reader.simulated``: a practice card in a virtual PC/SC reader.

Commands come one a line, over the control port or standard input, and are
answered with one line of JSON: ``persons``, ``put KEY``, ``remove``,
``fail FAULT N``,
``block PIN``, ``real-time on|off``, ``select clears|keeps``, ``pins clear|stay``, ``log``.
"""

import argparse
import json
import socketserver
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from card_reader.pins import Pin
from card_reader.simulated.desk import SimulatedDesk
from card_reader.simulated.faults import Fault
from card_reader.simulated.persons import BY_KEY
from card_reader.simulated.vpcd import VpcdCard

VPCD: Final = "127.0.0.1:35963"
USAGE: Final = (
    "persons | put KEY | remove | fail FAULT N | block PIN | real-time on|off | "
    "select clears|keeps | pins clear|stay | log; "
    f"FAULT: {', '.join(Fault)}; PIN: {', '.join(Pin)}"
)


def main() -> None:
    """Play the card until the input ends or the process is stopped."""
    options = _parser().parse_args()
    desk = SimulatedDesk(options.folder)
    player = VpcdCard(desk, options.vpcd)
    player.start()
    if options.put:
        desk.put(options.put)
    if options.control:
        with _Control(options.control, desk) as server:
            server.serve_forever()
        return
    for line in sys.stdin:
        print(json.dumps(command(desk, line)), flush=True)
    player.stop()


def command(desk: SimulatedDesk, line: str) -> dict[str, Any]:
    """Run one command and return its answer; ``error`` names what was wrong with it."""
    match line.split():
        case ["persons"]:
            return {"persons": [vars(person) for person in desk.persons()]}
        case ["put", key] if key in BY_KEY:
            desk.put(key)
        case ["remove"]:
            desk.remove()
        case ["fail", fault, count] if fault in list(Fault) and count.isdigit():
            desk.fail(Fault(fault), int(count))
        case ["block", pin] if pin in list(Pin) and desk.current() is not None:
            desk.block(Pin(pin))
        case ["select", "clears" | "keeps" as habit]:
            desk.select_clears(habit == "clears")
        case ["pins", "clear" | "stay" as habit]:
            desk.pins_stay(habit == "stay")
        case ["real-time", "on" | "off" as wish]:
            desk.real_time(wish == "on")
        case ["log"] if desk.current() is not None:
            chip = desk.chip()
            return {"log": [head.hex() for head in chip.log], "presented": len(chip.presented)}
        case _:
            return {"error": USAGE}
    return {"current": desk.current()}


class _Control(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, address: tuple[str, int], desk: SimulatedDesk) -> None:
        self.desk = desk
        super().__init__(address, _Lines)


class _Lines(socketserver.StreamRequestHandler):
    server: _Control

    def handle(self) -> None:
        for line in self._lines():
            answer = command(self.server.desk, line)
            self.wfile.write(json.dumps(answer).encode() + b"\n")

    def _lines(self) -> Iterator[str]:
        for raw in self.rfile:
            yield raw.decode(errors="replace")


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if host != "127.0.0.1" or not port.isdigit():
        raise argparse.ArgumentTypeError(f"{text}: only 127.0.0.1:PORT")
    return host, int(port)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m card_reader.simulated", description=__doc__)
    parser.add_argument("--folder", type=Path, required=True, help="keys of the practice cards")
    parser.add_argument("--vpcd", default=VPCD, type=_address, help="where vpcd listens")
    parser.add_argument("--control", type=_address, help="127.0.0.1:PORT to take commands on")
    parser.add_argument("--put", choices=sorted(BY_KEY), help="put this card at once")
    return parser


if __name__ == "__main__":
    main()
