"""A system outside is told by a relay that runs as its own process, also after a kill."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sync.office.webhooks.round import Telling
from sync.office.webhooks.webhooks import Webhooks, new_secret
from sync.wire.city import utc_now
from tests.sync.city import City
from tests.sync.office.exports.decided import decided, package
from tests.sync.office.webhooks.receiver import Receiver
from tests.sync.relay.conftest import Wire
from tests.sync.tablet.desk import Desk

WITHIN_S = 60
DESTINATION = """
[[destination]]
name = "prefecture"
url = "{url}"
kind = "secret"
file = "prefecture.secret"
"""


@pytest.fixture
def desk(wire: Wire, city: City, tmp_path: Path) -> Iterator[Desk]:
    """A tablet of the city whose reception has a tray."""
    made = Desk.join(city, tmp_path / "tablet")
    wire.office.know(made)
    yield made
    made.close()


@contextmanager
def relay_running(folder: Path) -> Iterator[None]:
    """Run a relay on the settings of a folder; at the end it is killed, as by a power cut."""
    command = [sys.executable, "-m", "sync.relay", "--settings", str(folder / "relay.toml")]
    with subprocess.Popen(command) as process:
        try:
            yield
            assert process.poll() is None, "the relay ended by itself"
        finally:
            process.kill()


def wait_for(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + WITHIN_S
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.1)


def test_a_system_outside_is_told_once_by_a_relay_that_is_killed_between(
    wire: Wire, city: City, desk: Desk, receiver: Receiver
) -> None:
    office, secret = wire.office, new_secret()
    receiver.trusts(secret)
    (wire.folder / "prefecture.secret").write_text(secret)
    with (wire.folder / "relay.toml").open("a") as settings:
        settings.write(DESTINATION.format(url=receiver.url))
    Webhooks(office.store, office.evidence).add("県", "prefecture", by="clerk")
    ids = decided(office, desk, package("見本　一子"), package("見本　二子"))
    for _ in range(2):
        Telling.of(office.store, office.evidence).run_once()
    receiver.answers(503)
    wire.round.run_once()
    with relay_running(wire.folder):
        wait_for(lambda: len(receiver.came()) == 2)
        wait_for(lambda: _put_off(city) == 2)
    receiver.answers(204)
    with city.store.transaction() as db:  # the pause is over
        db.execute("update outgoing set due_at = ?", [utc_now().isoformat()])
    with relay_running(wire.folder):
        wait_for(lambda: _outcomes(wire) == {"sent": 2})
    came = receiver.came()
    said = [(one["body"]["data"]["n"], one["body"]["data"]["id"]) for one in came]
    assert sorted(said) == sorted([(1, ids[0]), (2, ids[1])] * 2)
    assert len({one["id"] for one in came}) == 2, "again under the same id"
    assert all(one["is_good"] for one in came)
    assert "子" not in str(came)


def _put_off(city: City) -> int:
    return len(city.store.rows("select 1 from outgoing where tries > 0"))


def _outcomes(wire: Wire) -> dict[str, int]:
    """Return what the office knows of the words; the hour's own word is not one of them."""
    wire.round.run_once()
    rows = wire.office.store.rows(
        "select state, count(*) from outgoing where destination = 'prefecture' group by state"
    )
    return {str(state): int(count) for state, count in rows}
