"""What a switch looks like under a pointer that stays on it."""

import flet as ft

from field_app.components.frames.page_tools import LanguageSwitch, TextSizeSwitch
from tests.field_app.components.drawing import drawn


async def test_a_pressed_switch_can_be_read_under_the_pointer() -> None:
    """Its letters turn white while the colour of the pointer is still that of before."""
    async with drawn(lambda: ft.Column([LanguageSwitch(), TextSizeSwitch()])) as page:
        buttons = [one for one in page.controls() if isinstance(one, ft.TextButton)]
        overlays = {button.style.overlay_color for button in buttons if button.style}
    assert len(buttons) == 7
    (overlay,) = overlays
    assert isinstance(overlay, str)
    assert int(overlay[1:3], 16) < 0x40, "the letters' own paper must show through"
