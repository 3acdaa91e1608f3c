"""Something else answers where the reception should be: nothing is settled, nothing is told."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from build.sample_city.tls import make_certificates
from tests.link.scene import RECEPTION, Scene
from tests.link.talking import Talking

pytestmark = pytest.mark.link

# Who answers -> what the line says, and whether the stranger could read a request.
PAGES = {
    "plain HTTP": ("tls", "TlsNotTrusted", False),
    "a foreign authority": ("tls", "TlsNotTrusted", False),
    "the city itself": ("captive", "CaptivePortal", True),
    "nobody": ("no_line", "LineDown", False),  # accepts the connection and closes it at once
    # To a tablet whose clock is behind or ahead, the city's own certificate is one of these;
    # OpenSSL asks the machine's clock, which is not ours to set, so the certificate moves.
    "not yet in date": ("refused", "ClockWrong", False),
    "no more in date": ("refused", "ClockWrong", False),
}
STARTS = {
    "a foreign authority": timedelta(0),
    "not yet in date": timedelta(days=1),
    "no more in date": timedelta(days=-3651),
}


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return folders of certificates that the reception does not have."""
    made = {who: tmp_path_factory.mktemp("certificates") for who in STARTS}
    for who, folder in made.items():
        make_certificates(folder, address=RECEPTION, start=datetime.now(UTC) + STARTS[who])
    return made


@pytest.fixture(scope="module")
def tablet(scene: Scene, certificates: dict[str, Path]) -> Iterator[Talking]:
    """Return a tablet whose reception is away since it was enrolled."""
    trusted = [folder for who, folder in certificates.items() if who.endswith("in date")]
    with ExitStack() as parts:
        with scene.reception():
            made = parts.enter_context(scene.tablet(trusts=trusted))
        yield made


def sent_to(tablet: Talking) -> tuple[str, str, dict[str, int]]:
    tablet.ask("begin")
    done = tablet.ask("wait", at_most_s=60)
    return done["line"], done["error"], done["states"]


@pytest.mark.parametrize("who", sorted(PAGES))
def test_a_stranger_settles_nothing(
    scene: Scene, tablet: Talking, certificates: dict[str, Path], who: str
) -> None:
    line, error, is_readable = PAGES[who]
    own = {"plain HTTP": "plain", "nobody": "closes", "the city itself": str(scene.city.folder)}
    tablet.ask("seal", count=2, size=100)
    before = tablet.ask("state")["states"]
    assert set(before) == {"sealed"}
    with scene.imposter(own.get(who) or str(certificates[who])) as page:
        assert sent_to(tablet) == (line, error, before)
        assert (page.ask("requests")["requests"] > 0) == is_readable


def test_what_no_stranger_settled_arrives_once(scene: Scene, tablet: Talking) -> None:
    tablet.ask("seal", count=1, size=100)
    waiting = tablet.ask("state")["states"]["sealed"]
    with scene.reception():
        assert sent_to(tablet) == ("online", "", {"receipted": waiting})
    assert len(set(scene.stored())) == len(scene.stored()) == waiting
