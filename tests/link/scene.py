"""A reception and a tablet, each a process in its own namespace, and a bad line between them."""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final, Self

from sync.reception.store.devices import list_devices
from sync.reception.store.enrolment import new_code
from sync.wire.city import utc_now
from tests.link.namespaces import Line, Namespace
from tests.link.talking import Talking
from tests.link.ways import Quality
from tests.sync.city import City, approve, make_city

RECEPTION: Final = "10.77.0.1"
TABLET: Final = "10.77.0.2"
GOOD: Final = Quality(rate=1_000_000_000, delay_s=0.0, loss=0.0, queue=1 << 30)
BAD: Final = Quality()
LISTENING: Final = "0A"
WITHIN_S: Final = 60.0
QUIET_S: Final = 3.0


class NotInTime(Exception):
    """Something that must happen soon did not."""


class Scene:
    """Two namespaces, the line, and a city whose reception has the address in one of them.

    ``congestion`` is TCP's congestion control at both ends: cubic, as in
    Windows, Android and Debian, unless given.
    """

    def __init__(self, folder: Path, congestion: str = "cubic") -> None:
        self._folder, self._tablets = folder, 0
        with ExitStack() as parts:
            self.a = Namespace(RECEPTION, congestion)
            parts.callback(self.a.close)
            self.b = Namespace(TABLET, congestion)
            parts.callback(self.b.close)
            self.line = Line(self.a, self.b)
            parts.callback(self.line.close)
            self.city: City = make_city(folder / "city", host=RECEPTION)
            parts.callback(self.city.store.close)
            self._stack = parts.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @contextmanager
    def reception(self) -> Iterator[None]:
        """Run the reception while the block runs."""
        folder = self.city.folder
        process = self.a.start(
            *(sys.executable, "-m", "sync.reception", "serve"),
            *("--data", str(self.city.folder / "reception")),
            *("--host", RECEPTION, "--port", str(self.city.port)),
            *("--tls-cert", str(folder / "reception.pem")),
            *("--tls-key", str(folder / "reception.key")),
        )
        try:
            wait_until(self.is_listening)
            yield
        finally:
            process.kill()  # at once, as a power cut: it may not need a clean end
            process.wait(20)

    @contextmanager
    def imposter(self, kind: str) -> Iterator[Talking]:
        """Let something else answer on the reception's address, see ``imposter.py``."""
        command = self.a.command(
            *(sys.executable, "-m", "tests.link.imposter", RECEPTION, str(self.city.port), kind)
        )
        with Talking(command) as process:
            process.hear()
            yield process

    @contextmanager
    def tablet(
        self, *, clock_ahead_s: float = 0.0, trusts: Sequence[Path] = ()
    ) -> Iterator[Talking]:
        """Run a new tablet, enrolled over a good line; the reception must be running.

        It trusts the authorities in the folders *trusts* beside the city's own.
        """
        self._tablets += 1
        folder = self._folder / f"tablet{self._tablets}"
        authorities = self.city.pack.ca_pem
        authorities += "".join((other / "ca.pem").read_text("ascii") for other in trusts)
        city = folder / "city.json"
        self.city.pack.model_copy(update={"ca_pem": authorities}).save(city)
        command = self.b.command(
            *(sys.executable, "-m", "tests.link.tablet", str(folder)),
            *("--clock-ahead-s", str(clock_ahead_s)),
        )
        self.line.set(GOOD)
        with Talking(command) as process:
            code = new_code(self.city.store, utc_now())
            process.ask("enrol", city=str(city), code=code)
            for device in list_devices(self.city.store):
                approve(self.city, device.id)
            yield process

    def uploaded(self) -> int:
        """Return how many bytes of attachments the reception keeps, once it keeps no more.

        What of a broken try it had in hand is kept when it hears of the end, which a tablet says
        again and again until the line lets it through.
        """
        before = -1
        while (now := self._uploaded()) != before:
            before = now
            time.sleep(QUIET_S)
        return now

    def _uploaded(self) -> int:
        ((total,),) = self.city.store.rows(
            "select coalesce(sum(length(content)), 0) from attachment_part"
        )
        return int(total)

    def is_listening(self) -> bool:
        """Tell whether something listens on the reception's port in its namespace."""
        rows = Path(f"/proc/{self.a.pid}/net/tcp").read_text(encoding="ascii").splitlines()[1:]
        port = f":{self.city.port:04X}"
        return any(
            local.endswith(port) and state == LISTENING
            for _, local, _, state, *_ in (row.split() for row in rows)
        )

    def stored(self) -> list[str]:
        """Return the ids that the reception holds, one for each row."""
        return [str(id) for (id,) in self.city.store.rows("select id from submission")]


def wait_until(is_so: Callable[[], bool], within_s: float = WITHIN_S) -> None:
    """Wait for something that other processes do.

    Raises:
        NotInTime: it did not happen.
    """
    end = time.monotonic() + within_s
    while not is_so():
        if time.monotonic() > end:
            raise NotInTime
        time.sleep(0.005)
