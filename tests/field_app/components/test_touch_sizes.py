"""What a finger is asked to hit is large enough, and no fixed height cuts letters off."""

from collections.abc import Iterator
from typing import Any, Final

import flet as ft
import pytest

from field_app.components.frames.call_staff import StaffCall
from field_app.components.frames.resident_frame import ResidentFrame
from field_app.components.frames.strip import Leave, Progress
from field_app.design.guard import Handler
from field_app.design.layout import TARGET, TEXT_SCALES, Layout
from field_app.words.words import LANGUAGES
from tests.field_app.components.drawing import drawn
from tests.field_app.components.test_every_component import EVERY, Draw
from tests.field_app.headless_flet import walk

BUTTONS: Final = (ft.TextButton, ft.OutlinedButton, ft.FilledButton, ft.IconButton)
DEFAULT_BUTTON: Final = 40.0  # what Material gives a button without a height of its own


MANY: Final = Progress(11, 22)


def nothing() -> None:
    """Do nothing."""


def frame(on_back: Handler | None = nothing, progress: Progress | None = MANY) -> ft.Control:
    """Return a resident's page with everything in its strip, but what is None."""
    return ResidentFrame(
        [],
        title="どこに送りますか",
        progress=progress,
        on_progress=nothing,
        on_back=on_back,
        call=StaffCall(False, nothing, nothing),
        leave=Leave(nothing, nothing),
    )


PAGES: Final[dict[str, Draw]] = {**EVERY, "frame": frame}


def line_of(text: ft.Text) -> float:
    """Return how high one line of *text* is."""
    style = text.style or ft.TextStyle()
    return float(style.size or 0) * float(style.height or 1)


def texts_in(control: Any) -> Iterator[ft.Text]:
    yield from (one for one in walk(control, set()) if isinstance(one, ft.Text))


def height_of(button: Any) -> float:
    """Return how high *button* is at least: as it says, or by its content and its padding."""
    if button.height:
        return float(button.height)
    inner = [getattr(one, "padding", None) for one in walk(button.content, set())]
    padding = max((one.top + one.bottom for one in inner if isinstance(one, ft.Padding)), default=0)
    lines = max((line_of(text) for text in texts_in(button.content)), default=0.0)
    return max(DEFAULT_BUTTON, lines + float(padding))


@pytest.mark.parametrize("scale", TEXT_SCALES)
@pytest.mark.parametrize("draw", PAGES.values(), ids=PAGES.keys())
async def test_no_fixed_height_cuts_its_letters_and_every_button_can_be_hit(
    draw: Draw, scale: float
) -> None:
    for width, height in ((800.0, 1280.0), (1280.0, 800.0)):
        async with drawn(draw, layout=Layout(width, height, scale)) as page:
            for control in page.controls():
                fixed = getattr(control, "height", None)
                lines = [line_of(one) for one in texts_in(control)] if fixed else []
                assert max(lines, default=0) <= (fixed or 0), control.key
                if isinstance(control, BUTTONS):
                    assert height_of(control) >= TARGET, control.key


@pytest.mark.parametrize("progress", [None, Progress(1, 5)])
@pytest.mark.parametrize("on_back", [None, nothing])
@pytest.mark.parametrize("scale", TEXT_SCALES)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_way_out_of_a_page_is_drawn(
    language: str, scale: float, on_back: Handler | None, progress: Progress | None
) -> None:
    for width, height in ((800.0, 1280.0), (1280.0, 800.0)):
        async with drawn(
            lambda: frame(on_back, progress), layout=Layout(width, height, scale), language=language
        ) as page:
            wanted = ["call_staff", "leave", "shut", "title", "text_size.100", "language.ja"]
            wanted += (["back"] if on_back else []) + (["progress"] if progress else [])
            assert [key for key in wanted if not page.has(f"frame.{key}")] == []
