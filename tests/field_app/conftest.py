"""Pages of a test are read at once: its hand never trembles, but where a test says so."""

import pytest

from field_app.components import handlers


@pytest.fixture(autouse=True)
def _quick_eyes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handlers, "UNSEEN_S", 0.0)
