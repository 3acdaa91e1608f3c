"""One scene for a file's tests; every test starts its own reception and tablet in it."""

from collections.abc import Iterator

import pytest

from tests.link.namespaces import missing
from tests.link.scene import Scene


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """Return a scene whose namespaces are gone afterwards, whatever happens."""
    if lacking := missing():
        pytest.skip(lacking)
    with Scene(tmp_path_factory.mktemp("scene")) as made:
        yield made
