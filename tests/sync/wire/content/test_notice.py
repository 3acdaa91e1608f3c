"""What a notice says; a mistake is named by field and reason, and no value is guessed."""

import tomllib
from datetime import date

import pytest

from sync.wire.content.notice import BODY_MOST, OTHERS, TITLE_MOST, Notice, NoticeRefused
from tests.sync.pack_city import notice_text


def parsed(**changes: object) -> Notice:
    return Notice.parse(tomllib.loads(notice_text("n", **changes)), "n")


def test_a_notice_is_read_whole() -> None:
    notice = parsed(level="important", more='procedure = "bus"', title="バス券の受け取り")
    assert (notice.id, notice.version, notice.level) == ("n", 1, "important")
    assert (notice.valid_from, notice.valid_until) == (date(2026, 4, 1), date(2099, 3, 31))
    assert notice.procedure == "bus"
    assert notice.title["ja"] == "バス券の受け取り"
    assert notice.title["ja_easy"] == "やさしいバス券の受け取り"
    assert notice.body["en"] == "The body."


def test_a_notice_of_one_day_about_nothing_is_read() -> None:
    notice = parsed(valid_from="2026-12-01", valid_until="2026-12-01")
    assert notice.procedure is None


def test_the_space_around_a_text_is_not_part_of_it() -> None:
    assert parsed(title="  題 ").title["ja"] == "題"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"version": 0}, "version"),
        ({"version": "true"}, "version"),
        ({"version": '"1"'}, "version"),
        ({"level": ""}, "level"),
        ({"valid_from": "2026-12-01T00:00:00"}, "valid_from"),
        ({"valid_from": "2026-12-01T00:00:00+09:00"}, "valid_from"),
        ({"valid_until": "2026-03-31"}, "valid_until"),
        ({"more": 'procedure = "../bus"'}, "procedure"),
        ({"more": 'when = "bus"'}, "when"),
        ({"title": "一行目\\n二行目"}, "title.ja"),
        ({"title": "題" * (TITLE_MOST + 1)}, "title.ja"),
    ],
)
def test_a_mistake_names_its_field(changes: dict[str, object], field: str) -> None:
    with pytest.raises(NoticeRefused) as refused:
        parsed(**changes)
    assert refused.value.field == field
    assert refused.value.reason


@pytest.mark.parametrize(("language", "most"), [("ja", BODY_MOST), ("ja_easy", OTHERS * BODY_MOST)])
def test_a_body_that_is_a_letter_is_refused(language: str, most: int) -> None:
    table = tomllib.loads(notice_text("n"))
    table["body"][language] = "文" * most
    Notice.parse(table, "n")
    table["body"][language] += "文"
    with pytest.raises(NoticeRefused, match=f"body.{language}: String should have at most"):
        Notice.parse(table, "n")


def test_an_unknown_language_is_refused() -> None:
    table = tomllib.loads(notice_text("n"))
    table["title"]["fr"] = "Titre"
    with pytest.raises(NoticeRefused, match=r"title\.fr: Extra inputs"):
        Notice.parse(table, "n")


def test_the_id_is_the_files_name() -> None:
    with pytest.raises(NoticeRefused, match="the id and the file's name differ"):
        Notice.parse(tomllib.loads(notice_text("n")), "m")
