"""Issue 11, story-16: a procedure whose definition has ended is offered, and says so."""

from datetime import date

import pytest

from field_app.content.edition import built_in
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
