"""A disk without one free byte ends nothing that was begun."""

from pathlib import Path

from tests.small_disk import run_alone


def test_on_a_full_disk_a_begun_visit_is_sealed_and_sent_and_staff_sign_in(tmp_path: Path) -> None:
    """ANCHORS.md 13, on a real one: the reserve serves whatever must be written."""
    assert run_alone("tests.field_app.flow.full_disk", str(tmp_path)).split()[-1:] == ["whole"]
