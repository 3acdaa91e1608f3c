"""The app itself starts after a fault: its page is there, or it says why not and leaves all."""

from pathlib import Path

from tests.faults.app_start import start_app, with_secret
from tests.faults.kills.stories import bytes_in, open_tablet


def test_the_app_shows_its_page_after_a_kill(folder: Path) -> None:
    assert start_app(with_secret(folder)).told == ""
    found = open_tablet(folder)
    assert len(found["outbox"]) == 2
    assert [len(answers) for answers in found["drafts"].values()] == [3]


def test_mended_14_the_app_closes_its_store_when_it_is_told_to_end(folder: Path) -> None:
    """uvicorn's second SIGTERM ended the process: whoever closes the store empties its log."""
    log = folder / "tablet.db-wal"
    assert log.exists()
    assert start_app(with_secret(folder)).told == ""
    assert not log.exists()


def test_the_app_tells_damage_and_leaves_what_is_there(folder: Path) -> None:
    (folder / "tablet.db").write_bytes(b"holiday photo" * 1000)
    before = bytes_in(folder)
    assert start_app(with_secret(folder)).told.startswith("StoreDamaged")
    assert bytes_in(folder) == before
