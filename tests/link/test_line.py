"""A line of 1 Mbit/s, 200 ms and 2 % loss, cut at the worst moments: nothing lost or doubled."""

from collections.abc import Iterator

import pytest

from tests.link.scene import BAD, Scene, wait_until
from tests.link.talking import Talking
from tests.link.ways import Quality

# So long a line that whoever sees a record stored can still cut off the reply.
LONG = Quality(delay_s=0.2, loss=0.0)
FAST = Quality(rate=20_000_000, delay_s=0.02, loss=0.01)
SIZE = 3000
WITHIN_S = 60
# Far below the 30 s after which the line would be given up anyway.
CANCELLED_WITHIN_S = 10

pytestmark = pytest.mark.link


@pytest.fixture(scope="module")
def reception(scene: Scene) -> Iterator[Scene]:
    """Return the scene while its reception runs; starting it is what takes the time."""
    with scene.reception():
        yield scene


@pytest.fixture
def tablet(reception: Scene) -> Iterator[Talking]:
    """Return a newly enrolled tablet."""
    with reception.tablet() as made:
        yield made


def seal(tablet: Talking, count: int = 12) -> set[str]:
    return set(tablet.ask("seal", count=count, size=SIZE)["ids"])


def assert_each_arrived_once(scene: Scene, tablet: Talking, ids: set[str]) -> None:
    assert tablet.ask("state")["states"] == {"receipted": len(ids)}
    stored = [id for id in scene.stored() if id in ids]
    assert sorted(stored) == sorted(ids)


def send_all(tablet: Talking) -> None:
    tablet.ask("begin")
    done = tablet.ask("wait", at_most_s=WITHIN_S)
    assert (done["line"], done["running"]) == ("online", False)


def test_every_record_arrives_once_although_packets_are_lost(scene: Scene, tablet: Talking) -> None:
    ids = seal(tablet, 24)
    scene.line.set(BAD)
    send_all(tablet)
    assert_each_arrived_once(scene, tablet, ids)
    assert scene.line.lost() > 0


def test_every_record_arrives_once_although_packets_overtake_each_other(
    scene: Scene, tablet: Talking
) -> None:
    ids = seal(tablet)
    scene.line.set(Quality(rate=10_000_000, delay_s=0.02, reorder=0.2, loss=0.0))
    send_all(tablet)
    assert_each_arrived_once(scene, tablet, ids)


def test_a_batch_goes_on_after_a_short_cut(scene: Scene, tablet: Talking) -> None:
    ids = seal(tablet)
    scene.line.set(BAD)
    scene.line.cut_after(25_000)
    tablet.ask("begin")
    wait_until(scene.line.is_cut)
    assert not ids & set(scene.stored())
    scene.line.mend()
    assert tablet.ask("wait", at_most_s=WITHIN_S)["line"] == "online"
    assert_each_arrived_once(scene, tablet, ids)


def test_an_attachment_of_a_mebibyte_goes_on_where_the_line_was_cut(
    scene: Scene, tablet: Talking
) -> None:
    """Cut once in the middle: the second half is all that travels again."""
    (id,) = tablet.ask("seal", count=1, size=1024 * 1024)["ids"]
    scene.line.set(FAST)
    scene.line.cut_after(500_000)
    tablet.ask("begin")
    wait_until(scene.line.is_cut)
    tablet.ask("cancel")
    tablet.ask("wait", at_most_s=CANCELLED_WITHIN_S)
    scene.line.mend()
    before = scene.uploaded()
    assert 0 < before < 1024 * 1024
    send_all(tablet)
    assert_each_arrived_once(scene, tablet, {id})
    goes_on = "select count(*) from attachment_part where start = ?"
    assert scene.city.store.rows(goes_on, before) == [(1,)]


def test_a_reply_that_is_lost_doubles_nothing(scene: Scene, tablet: Talking) -> None:
    ids = seal(tablet, 8)
    scene.line.set(LONG)
    tablet.ask("begin")
    wait_until(lambda: ids <= set(scene.stored()))
    scene.line.cut()
    tablet.ask("cancel")
    cancelled = tablet.ask("wait", at_most_s=CANCELLED_WITHIN_S)
    assert (cancelled["running"], cancelled["states"]) == (False, {"sealed": 8})
    scene.line.mend()
    send_all(tablet)
    assert_each_arrived_once(scene, tablet, ids)


def test_a_person_ends_a_send_that_is_stuck_in_a_silent_line(scene: Scene, tablet: Talking) -> None:
    ids = seal(tablet)
    scene.line.set(BAD)
    scene.line.cut_after(25_000)
    tablet.ask("begin")
    wait_until(scene.line.is_cut)
    tablet.ask("cancel")
    cancelled = tablet.ask("wait", at_most_s=CANCELLED_WITHIN_S)
    assert (cancelled["running"], cancelled["states"]) == (False, {"sealed": len(ids)})
    scene.line.mend()
    send_all(tablet)
    assert_each_arrived_once(scene, tablet, ids)


def test_work_goes_on_without_a_line_and_all_is_sent_with_one(
    scene: Scene, tablet: Talking
) -> None:
    ids = seal(tablet, 4)
    scene.b.plug(is_in=False)
    tablet.ask("begin")
    ids |= seal(tablet, 4)
    alone = tablet.ask("wait", at_most_s=WITHIN_S)
    assert (alone["line"], alone["error"]) == ("no_line", "LineDown")
    ids |= seal(tablet, 4)
    assert tablet.ask("state")["states"] == {"sealed": 12}
    scene.b.plug(is_in=True)
    send_all(tablet)
    assert_each_arrived_once(scene, tablet, ids)


def test_a_line_that_is_silent_from_the_start_is_given_up(scene: Scene, tablet: Talking) -> None:
    ids = seal(tablet, 4)
    scene.line.cut()
    tablet.ask("begin")
    alone = tablet.ask("wait", at_most_s=WITHIN_S)
    assert (alone["line"], alone["error"]) == ("no_line", "LineDown")
    assert alone["states"] == {"sealed": 4}
    scene.line.mend()
    send_all(tablet)
    assert_each_arrived_once(scene, tablet, ids)
