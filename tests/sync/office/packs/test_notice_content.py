"""A city's notices are checked before anything is signed; each mistake is named."""

from pathlib import Path

import pytest

from sync.office.packs.content import PackContentRefused, refuse_silent_changes
from tests.sync.pack_city import PackCity, notice_text

FILE = "notices/n.toml"


@pytest.fixture
def city(tmp_path: Path) -> PackCity:
    made = PackCity(tmp_path)
    made.init()
    return made


def without(line: str) -> str:
    text = notice_text("n")
    assert line in text
    return text.replace(line, "", 1)


MISTAKES = {
    "a torn file": ("id =", "Invalid value"),
    "no id": (without('id = "n"\n'), "id: Field required"),
    "another id": (notice_text("m"), "id: the id and the file's name differ"),
    "no title in a language": (without('ja_easy = "やさしい題"'), "title.ja_easy: Field required"),
    "no body in a language": (without('en = "The body."'), "body.en: Field required"),
    "an empty title": (notice_text("n", title=" "), "title.ja: String should have at least 1"),
    "days in no order": (
        notice_text("n", valid_from="2026-12-02", valid_until="2026-12-01"),
        "valid_until: Value error, it ends before valid_from",
    ),
    "no last day": (without("valid_until = 2099-03-31"), "valid_until: Field required"),
    "a day that is text": (
        notice_text("n", valid_from='"2026-12-01"'),
        "valid_from: Input should be a valid date",
    ),
    "another level": (notice_text("n", level="alarm"), "level: Input should be 'info' or"),
    "an unknown field": (notice_text("n", more='colour = "red"'), "colour: Extra inputs are not"),
    "a procedure that is not there": (
        notice_text("n", more='procedure = "cat"'),
        "procedure: there is no cat",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_publish_names_file_and_reason_of_a_mistake_and_signs_nothing(
    city: PackCity, mistake: str
) -> None:
    text, reason = MISTAKES[mistake]
    city.notice("good")
    city.write(FILE, text)
    with pytest.raises(PackContentRefused) as refused:
        city.publish()
    assert refused.value.file == FILE
    assert refused.value.reason.startswith(reason)
    assert not city.metadata("timestamp.json").exists()


def test_publish_takes_a_notice_about_a_procedure_of_the_pack(city: PackCity) -> None:
    city.notice("n", more='procedure = "bus"', level="important")
    assert FILE in city.publish().files
    city.withdraw_notice("n")
    assert FILE not in city.publish().files


def test_publish_refuses_a_notice_changed_under_its_old_version(city: PackCity) -> None:
    city.notice("n")
    city.publish()
    city.notice("n", title="べつの題")
    with pytest.raises(PackContentRefused, match="changed, but its version is still 1"):
        city.publish()
    city.notice("n", title="べつの題", version=2)
    assert city.publish().version == 2


def test_publish_mends_a_notice_of_the_time_when_none_was_checked() -> None:
    refuse_silent_changes({FILE: b'text = "x"'}, {FILE: notice_text("n").encode()})
