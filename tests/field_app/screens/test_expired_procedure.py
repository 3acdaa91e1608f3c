"""Issue 11, story-16: a procedure whose definition has ended is offered, and says so."""

from datetime import date

import pytest

from field_app.content.edition import built_in
from field_app.platform.assets_folder import assets_folder
from field_app.screens.visit.procedures import card
from field_app.words.words import Words

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("last", "is_said"),
    [(None, False), (TODAY, False), (date(2026, 11, 22), True), (date(2021, 3, 31), True)],
)
def test_story_16_an_expired_definition_says_so_on_its_card(
    last: date | None, is_said: bool
) -> None:
    procedure = built_in().catalogue.procedures[0].model_copy(update={"valid_until": last})
    assert ("期限切れ" in (card(Words("ja"), procedure, TODAY).hint or "")) is is_said


def test_what_nobody_verified_is_told_to_staff() -> None:
    every = {one.id: one for one in built_in().catalogue.procedures}
    unverified = [one for one in every.values() if one.unverified]
    assert unverified
    for one in unverified:
        hint = card(Words("ja"), one, TODAY).hint or ""
        assert hint.endswith(f"要確認：{'、'.join(one.unverified)}")
    assert "要確認" not in (card(Words("ja"), every["kaigo_saikofu"], TODAY).hint or "")


def test_a_remark_that_something_is_unverified_is_told_as_well() -> None:
    """What stands as 要確認 in a definition's remarks stands in ``unverified``, too."""
    for path in (assets_folder() / "procedures").glob("*.toml"):
        text = path.read_text(encoding="utf-8")
        assert ("要確認" in text) <= ("unverified = [" in text), path.name
