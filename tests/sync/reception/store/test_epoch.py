"""A worker follows what another process does to its database."""

from contextlib import closing
from pathlib import Path

import pytest

from sync.reception.store import epoch
from sync.reception.store.store import ReceptionStore
from tests.sync.city import City
from tests.sync.tablet.desk import Desk


def test_a_worker_tells_the_epoch_that_another_process_began(
    served: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(epoch, "LOOK_AGAIN_S", 0.0)
    desk = Desk.join(served, tmp_path / "tablet")
    desk.seal(1)
    desk.courier.run_once()
    before = desk.client.news([], 0).epoch
    with closing(ReceptionStore.open(served.folder / "reception" / "reception.db")) as another:
        with another.transaction() as db:  # yesterday's backup
            db.execute("delete from submission")
        begun = another.begin_epoch()
    assert before != begun
    assert desk.client.news([], 0).epoch == begun
    desk.courier.run_once()
    assert served.store.rows("select count(*) from submission") == [(1,)]
    desk.close()
