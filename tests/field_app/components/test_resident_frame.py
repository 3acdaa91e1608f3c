"""The strip of a resident's page stays low, however large the letters and narrow the page."""

import flet as ft
import pytest

from field_app.components.buttons import BigButton, SecondaryButton
from field_app.components.frames.call_staff import StaffCall
from field_app.components.frames.page_tools import LanguageSwitch, SetLanguageContext
from field_app.components.frames.resident_frame import ResidentFrame, side_by_side
from field_app.components.frames.strip import Leave, Progress, Strip
from field_app.design.layout import Layout
from field_app.words.words import LANGUAGES, Words
from tests.field_app.components.drawing import drawn
from tests.field_app.headless_flet import Headless

WIDE = [Layout(), Layout(1280, 800), Layout(text_scale=1.3), Layout(1280, 800, 1.3)]
NARROW = [Layout(400, 640), Layout(text_scale=2.0), Layout(640, 400, 1.6)]


def order(page: Headless) -> list[str]:
    keys = [str(control.key) for control in page.controls() if control.key]
    return [key for key in keys if key.startswith("frame.")]


async def keys(layout: Layout) -> list[str]:
    async with drawn(
        lambda: ResidentFrame(
            [],
            title="どこに送りますか",
            progress=Progress(1, 2),
            on_progress=lambda: None,
            on_back=lambda: None,
            call=StaffCall(False, lambda: None, lambda: None),
        ),
        layout=layout,
    ) as page:
        return order(page)


@pytest.mark.parametrize("layout", WIDE)
async def test_where_there_is_room_the_switches_stay_at_the_top(layout: Layout) -> None:
    found = await keys(layout)
    assert found.index("frame.language.ja") < found.index("frame.title")
    assert found.index("frame.call_staff") < found.index("frame.title")


@pytest.mark.parametrize("layout", NARROW)
async def test_in_a_narrow_page_switches_and_progress_scroll_with_it(layout: Layout) -> None:
    found = await keys(layout)
    stays = found[: found.index("frame.language.ja")]
    assert {"frame.back", "frame.call_staff"} <= {*stays}
    assert not {"frame.progress", "frame.title"} & {*stays}
    scrolls = found[found.index("frame.language.ja") :]
    assert scrolls.index("frame.progress") < scrolls.index("frame.title")


@pytest.mark.parametrize(("language", "beside"), [("ja", True), ("ja_easy", False), ("en", True)])
def test_the_words_say_whether_all_of_the_strip_fits_in_one_row(
    language: str, *, beside: bool
) -> None:
    top = Strip(
        Layout(1280, 800),
        Words(language, strict=True),
        progress=Progress(11, 22),
        on_progress=lambda: None,
        on_back=lambda: None,
        on_call=lambda: None,
        leave=Leave(lambda: None, lambda: None),
    )
    assert top.is_one_row is beside


async def test_large_letters_in_a_low_page_leave_the_switches_to_scroll() -> None:
    found = await keys(Layout(1280, 800, 2.0))
    assert found.index("frame.progress") < found.index("frame.language.ja")
    assert found.index("frame.language.ja") < found.index("frame.title")


@pytest.mark.parametrize(
    ("layout", "kind"),
    [
        (Layout(), ft.Row),
        (Layout(1280, 800, 1.3), ft.Row),
        (Layout(text_scale=2.0), ft.Column),
        (Layout(400, 640), ft.Column),
        (Layout(320, 640), ft.Column),
        (Layout(400, 500), ft.Row),
        (Layout(1280, 800, 2.0), ft.Row),
    ],
)
async def test_large_letters_upright_put_the_main_button_lowest(
    layout: Layout, kind: type[ft.Control]
) -> None:
    kinds: list[type] = []

    def made() -> ft.Control:
        buttons = [
            SecondaryButton("職員にもどす", name="a.second", on_click=None, expand=1),
            BigButton("なおす", name="a.main", on_click=None, expand=2),
        ]
        row = side_by_side(buttons, layout)
        kinds.append(type(row))
        return row

    async with drawn(made, layout=layout) as page:
        keys = [str(one.key) for one in page.controls() if one.key]
    assert kinds == [kind]
    assert keys.index("a.second") < keys.index("a.main")


@pytest.mark.parametrize("language", [one for one in Words().languages() if one not in LANGUAGES])
async def test_an_added_language_stands_behind_the_globe_by_its_own_name(language: str) -> None:
    chosen: list[str] = []
    async with drawn(
        lambda: SetLanguageContext(chosen.append, LanguageSwitch), language=language
    ) as page:
        assert Words(language).languages()[language] in page.texts()
        assert not page.has("frame.language.ko")
        await page.press("frame.languages")
        await page.press("frame.language.ko")
        assert chosen == ["ko"]
        assert not page.has("frame.language.ko")
