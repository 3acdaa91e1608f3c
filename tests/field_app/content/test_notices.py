"""Which notices are in force on a day in Japan, in which order; mistakes hide no other one."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from field_app.content.edition import ContentRefused, refuse_any_mistake, refuse_unusable
from field_app.content.notices import Notices, load_notices
from field_app.platform.assets_folder import assets_folder
from field_app.platform.clock import local_date
from tests.sync.pack_city import PackCity, notice_text

FIRST, LAST = date(2026, 11, 24), date(2026, 11, 30)
DAYS = {"valid_from": FIRST, "valid_until": LAST}


def loaded(folder: Path, *texts: tuple[str, str]) -> Notices:
    for name, text in texts:
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return load_notices(folder)


def ids(notices: Notices, today: date) -> list[str]:
    return [notice.id for notice in notices.in_force(today)]


@pytest.mark.parametrize(
    ("today", "is_shown"),
    [
        (date(2026, 11, 23), False),
        (FIRST, True),
        (LAST, True),
        (date(2026, 12, 1), False),
    ],
)
def test_a_notice_is_in_force_on_its_first_and_last_day(
    tmp_path: Path, today: date, *, is_shown: bool
) -> None:
    found = loaded(tmp_path, ("n", notice_text("n", **DAYS)))
    assert ids(found, today) == (["n"] if is_shown else [])


@pytest.mark.parametrize(
    ("moment", "is_shown"),
    [
        (datetime(2026, 11, 23, 14, 59, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 23, 15, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 24, 0, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 30, 14, 59, 59, tzinfo=UTC), True),
        (datetime(2026, 11, 30, 15, 0, tzinfo=UTC), False),
        (datetime(2026, 11, 30, 23, 59, tzinfo=UTC), False),
    ],
)
def test_the_day_begins_at_midnight_in_japan(
    tmp_path: Path, moment: datetime, *, is_shown: bool
) -> None:
    found = loaded(tmp_path, ("n", notice_text("n", **DAYS)))
    assert ids(found, local_date(moment)) == (["n"] if is_shown else [])


def test_important_ones_come_first_then_the_newest(tmp_path: Path) -> None:
    found = loaded(
        tmp_path,
        ("a_old", notice_text("a_old", valid_from="2026-11-01")),
        ("b_new", notice_text("b_new", valid_from="2026-11-20")),
        ("c_same_day", notice_text("c_same_day", valid_from="2026-11-20")),
        ("d_loud", notice_text("d_loud", valid_from="2026-10-01", level="important")),
        ("e_loud", notice_text("e_loud", valid_from="2026-10-02", level="important")),
        ("f_over", notice_text("f_over", level="important", valid_until="2026-11-23")),
    )
    assert ids(found, FIRST) == ["e_loud", "d_loud", "b_new", "c_same_day", "a_old"]


def test_about_returns_those_of_one_procedure(tmp_path: Path) -> None:
    found = loaded(
        tmp_path,
        ("a", notice_text("a", more='procedure = "bus"')),
        ("b", notice_text("b", more='procedure = "cat"')),
        ("c", notice_text("c")),
        ("d", notice_text("d", more='procedure = "bus"', valid_until="2026-11-23")),
    )
    assert [notice.id for notice in found.about("bus", FIRST)] == ["a"]


def test_a_mistake_names_file_field_and_reason_and_hides_no_other(tmp_path: Path) -> None:
    found = loaded(
        tmp_path,
        ("torn", "id ="),
        ("good", notice_text("good")),
        ("loud", notice_text("loud", level="alarm")),
        ("more", notice_text("more", more='script = "x"')),
    )
    assert ids(found, FIRST) == ["good"]
    assert [(one.file, one.field) for one in found.refused] == [
        ("notices/loud.toml", "level"),
        ("notices/more.toml", "script"),
        ("notices/torn.toml", "-"),
    ]
    assert all(one.reason for one in found.refused)


def test_the_apps_own_notices_have_no_mistake() -> None:
    assert load_notices(assets_folder() / "notices").refused == ()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"level": "alarm"}, r"notices/n\.toml: level: "),
        ({"more": 'procedure = "cat"'}, r"notices/n\.toml: procedure: 手続き「cat」がありません"),
    ],
)
def test_the_check_names_a_mistake_and_a_tablet_still_works(
    tmp_path: Path, changes: dict[str, object], said: str
) -> None:
    city = PackCity(tmp_path)
    city.notice("n", more='procedure = "bus"')
    refuse_any_mistake(city.content)
    city.notice("n", **changes)
    with pytest.raises(ContentRefused, match=said):
        refuse_any_mistake(city.content)
    refuse_unusable(city.content)
