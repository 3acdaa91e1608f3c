"""``python -m tests.attack.siege.tablets FOLDER``: a hostile and an honest tablet, a process each.

Reads one line of JSON, ``{"city", "code", "kind"}``; says the tablet's id and fingerprint; begins
with the next line. The honest one then writes ``{"id", "at"}`` for each application that the
reception took; the hostile one sends as much as it is let. Ends with its standard input.
"""

import itertools
import json
import random
import secrets
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread
from typing import Any, Final

from sync.errors import SyncError
from sync.tablet.device.secret import FileDeviceSecret
from sync.tablet.enrolment.enrolment import enrol
from sync.tablet.store.store import Store
from sync.wire.city import CityFile
from sync.wire.package import Package, Part, encode_package
from tests.attack.tablet.test_rooted_tablet_at_the_office import ODD, PACKED, sealed
from tests.sync.office.applications.test_office import DOCUMENT
from tests.sync.office.parsing import hostile
from tests.sync.tablet.desk import Desk

HONEST_EVERY_S: Final = 1.0
AT_ONCE: Final = 8
DEEP: Final = b'{"document":' + b"[" * 90_000 + b"]" * 90_000 + b',"parts":[]}'


def weapons() -> list[bytes]:
    """Return what the hostile tablet seals, again and again: forms, bombs, odd and honest ones."""
    return [
        hostile.with_form(hostile.endless_form()),
        hostile.with_form(hostile.wide_xref()),
        hostile.many_answers(1_000_000),
        hostile.packed(DEEP),
        hostile.odd([{}] * 600_000),
        *(encode_package(Package({**DOCUMENT, **odd})) for odd in ODD),
        *PACKED,
        *(encode_package(Package({**DOCUMENT, "n": n})) for n in range(20)),
        encode_package(Package(DOCUMENT, (Part("form.pdf", "application/pdf", b"%PDF-" * 9999),))),
    ]


def attack(desk: Desk, ended: Event) -> Iterator[dict[str, Any]]:
    """Send everything in turn as fast as the reception lets; yield nothing."""
    chance = random.Random(7)  # noqa: S311 - an order, no secret
    all_of_them, seqs = weapons(), itertools.count(1)
    while not ended.is_set():
        chosen = chance.choices(all_of_them, k=AT_ONCE)
        try:
            desk.client.send([sealed(desk, one, next(seqs)) for one in chosen])
        except SyncError:
            ended.wait(0.2)
    yield from ()


def apply(desk: Desk, ended: Event) -> Iterator[dict[str, Any]]:
    """Seal an honest application each second and yield its id and the moment it was taken."""
    for seq in itertools.count(1):
        document = {**DOCUMENT, "number": f"{secrets.randbelow(10**12):012d}"}
        form = Part("form.pdf", "application/pdf", secrets.token_bytes(2600))
        (result,) = desk.client.send(
            [sealed(desk, encode_package(Package(document, (form,))), seq)]
        )
        yield {"id": result.id, "at": time.time()}
        if ended.wait(HONEST_EVERY_S):
            return


KINDS: Final[dict[str, Callable[[Desk, Event], Iterator[dict[str, Any]]]]] = {
    "hostile": attack,
    "honest": apply,
}


def _end_with_input(ended: Event) -> None:
    sys.stdin.read()
    ended.set()


def main() -> None:
    """Enrol, wait for the word, and work until the standard input ends."""
    folder, told = Path(sys.argv[1]), json.loads(sys.stdin.readline())
    store, secret = Store.open(folder / "tablet.db"), FileDeviceSecret(folder / "device")
    city = CityFile.load(Path(told["city"]))
    desk = Desk(store, secret, enrol(store, secret, city, told["code"], told["kind"]))
    print(json.dumps([desk.enrolled.id, desk.enrolled.fingerprint]), flush=True)
    sys.stdin.readline()
    ended = Event()
    Thread(target=_end_with_input, args=(ended,), daemon=True).start()
    for said in KINDS[told["kind"]](desk, ended):
        print(json.dumps(said), flush=True)
    desk.close()


if __name__ == "__main__":
    main()
