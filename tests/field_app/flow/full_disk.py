"""A tablet whose real disk is filled to the last byte; run in a mount namespace of its own.

``python -m tests.field_app.flow.full_disk FOLDER`` mounts a tmpfs there; the city is outside it.
"""

import asyncio
import os
import sys
from datetime import timedelta
from pathlib import Path

from sync.tablet.outbox.items import Counts
from sync.wire.city import utc_now
from sync.wire.package import Package, Part
from tests.field_app.flow.counter import enrol, started
from tests.field_app.flow.test_half_done import answer_one, begun, sealed
from tests.field_app.flow.test_witness import PASSPHRASE, STAFF
from tests.small_disk import mounted
from tests.sync.city import City, make_city
from tests.sync.tablet.staff import Clock

SIZE = "48m"
PHOTO = Part("photo.jpg", "image/jpeg", os.urandom(512 * 1024))


def main() -> None:
    """Begin a visit, fill the disk, and bring everything to its end all the same."""
    folder = Path(sys.argv[1])
    city = make_city(folder / "city")
    (folder / "tablet").mkdir()
    with mounted(folder / "tablet", SIZE):
        enrol(city, folder / "tablet")
        asyncio.run(story(city, folder / "tablet"))
    city.store.close()
    print("whole")


async def story(city: City, data: Path) -> None:
    clock = Clock(utc_now())
    with started(data, clock) as app:
        await app.staff.sign_in(STAFF, PASSPHRASE)
        visit = await begun(app)
        await answer_one(app)
        fill(data)
        clock.at += timedelta(minutes=2)  # the lease notes the time
        await app.shift.watch_lease()
        assert app.keys_open(), "locked in a visit"
        await answer_one(app)
    fill(data)
    with started(data, clock) as app:
        await app.staff.sign_in(STAFF, PASSPHRASE)
        assert app.keys_open(), app.state.problem
        await app.visits.resume(visit)
        await sealed(app)
        app.services.outbox.put("482739562284", Package({"n": 1}, (PHOTO,)))
        app.services.courier.stop()  # its thread would send as well
        with city.open():
            app.services.courier.run_once()
        assert app.services.outbox.counts() == Counts(waiting=0, sent=2, stuck=0)
        await app.visits.close()
        await app.visits.begin()
        assert app.state.problem is not None
        assert app.state.problem.message_key == "sync.p_storage_low"
        await app.shift.end(erase_half_done=False, leave_unsent=False)
        assert not app.keys_open()


def fill(folder: Path) -> None:
    """Write until not one byte more goes onto the disk of *folder*."""
    with (folder / "ballast").open("ab", buffering=0) as ballast:
        for size in (65536, 4096, 1):
            try:
                while ballast.write(bytes(size)):
                    pass
            except OSError:
                continue
    assert os.statvfs(folder).f_bavail == 0


if __name__ == "__main__":
    main()
