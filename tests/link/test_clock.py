"""A tablet whose clock is wrong sends all the same; dates of certificates: ``test_strangers``."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.link.scene import Scene

pytestmark = pytest.mark.link

DAY_S = 86_400.0
WRONG_BY_S = {
    "tomorrow": DAY_S,
    "yesterday": -DAY_S,
    "1970": -datetime.now(UTC).timestamp(),
}


@pytest.fixture(scope="module")
def reception(scene: Scene) -> Iterator[Scene]:
    """Return the scene while its reception runs."""
    with scene.reception():
        yield scene


@pytest.mark.parametrize("when", sorted(WRONG_BY_S))
def test_a_wrong_clock_is_corrected_by_the_reception_s_own_time(
    reception: Scene, when: str
) -> None:
    with reception.tablet(clock_ahead_s=WRONG_BY_S[when]) as tablet:
        ids = set(tablet.ask("seal", count=2, size=100)["ids"])
        tablet.ask("begin")
        done = tablet.ask("wait", at_most_s=60)
    assert (done["line"], done["error"], done["states"]) == ("online", "", {"receipted": 2})
    assert ids <= set(reception.stored())
