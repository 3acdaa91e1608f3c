"""One folder of practice keys for the whole run: making RSA keys is the slow part."""

import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from card_reader.simulated import SimulatedDesk
from tests.card_reader.pcsc_stack import PcscStack, start_stack


@pytest.fixture(scope="session")
def practice_keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("practice-cards")


@pytest.fixture
def desk(practice_keys: Path) -> SimulatedDesk:
    return SimulatedDesk(practice_keys)


@pytest.fixture
def form() -> bytes:
    """A small PDF to be signed."""
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawString(72, 720, "form")
    canvas.save()
    return out.getvalue()


@pytest.fixture(scope="package")
def stack(practice_keys: Path) -> Iterator[PcscStack]:
    """pcscd with a virtual reader; given back before the end-to-end tests ask for it."""
    assert os.name == "posix"
    with start_stack(practice_keys) as running:
        yield running
