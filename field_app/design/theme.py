"""Define colours, sizes and the Flet theme.

The colours are tokens of the Digital Agency's design system (``@digital-go-jp/design-tokens``
1.1.9); where its token is below 7:1 on our papers, the next darker one of the same row is
taken, because the residents' side keeps 7:1 (WCAG 2.2 AAA 1.4.6) for every text.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

import flet as ft

from field_app.platform.assets_folder import assets_folder
from field_app.words.translated import codes_in
from sync.wire.content.language import BUILT_IN, LANGUAGES_FOLDER
from sync.wire.content.language import FONT as FONT_FILE

Side = Literal["resident", "staff"]


class Colour:
    """Every colour of the app; ``tests/field_app/design/test_theme.py`` measures contrast."""

    PRIMARY: Final = "#0017c1"
    PRIMARY_PALE: Final = "#e8f1fe"
    PRIMARY_LINE: Final = "#7096f8"
    NAVY: Final = "#000060"
    NAVY_PALE: Final = "#c5d7fb"
    TEXT: Final = "#333333"
    TEXT_STRONG: Final = "#1a1a1a"
    TEXT_SUB: Final = "#4d4d4d"
    LINE: Final = "#767676"
    LINE_PALE: Final = "#d6d3cb"
    WHITE: Final = "#ffffff"
    RESIDENT_PAPER: Final = "#fdfbf5"
    STAFF_PAPER: Final = "#eef1f7"
    ERROR: Final = "#9e0000"
    ERROR_PALE: Final = "#fdeeee"
    SUCCESS: Final = "#115a36"
    SUCCESS_PALE: Final = "#e6f5ec"
    WARNING: Final = "#604b00"
    WARNING_PALE: Final = "#fff3d0"
    WARNING_LINE: Final = "#b78f00"
    FOCUS: Final = "#000000"
    FOCUS_HALO: Final = "#ffd43d"
    DISABLED: Final = "#e6e6e6"
    DISABLED_TEXT: Final = "#595959"
    # Under a finger or the pointer. A button that changes its colours keeps the one of before
    # until the pointer has left, so it must suit both of them.
    TOUCHED: Final = "#1a0017c1"


FONT: Final = "BIZ UDPGothic"
NAMES_FONTS: Final = ("Demado Names", "Noto Sans JP Names")


def families(language: str = "") -> list[str]:
    """Return the fonts of a text, the best first; those of added languages draw what is left.

    A text that is known to be of an added language is drawn by its own: 骨 and 直 are written
    otherwise in Chinese.
    """
    own = [family(language)] if language and language not in BUILT_IN else []
    return [*own, FONT, *NAMES_FONTS, *map(family, own_fonts())]


def family(language: str) -> str:
    """Return what the font of an added language is called."""
    return f"Demado {language}"


@cache
def own_fonts() -> tuple[str, ...]:
    """Return the added languages whose font came with the app."""
    folder = assets_folder()
    return tuple(
        code
        for code in codes_in(folder)
        if (folder / LANGUAGES_FOLDER / code / FONT_FILE).is_file()
    )


@dataclass(frozen=True)
class Sizes:
    """Letter sizes and heights of one side, in pixels at 100 %."""

    title: float
    body: float
    hint: float
    button: float
    button_height: float
    gap: float


RESIDENT: Final = Sizes(title=36, body=24, hint=22, button=26, button_height=76, gap=20)
STAFF: Final = Sizes(title=24, body=18, hint=18, button=20, button_height=56, gap=14)

SideContext = ft.create_context("resident")


def use_sizes() -> Sizes:
    """Return the sizes of the side (resident or staff) that is being drawn. A hook."""
    return STAFF if ft.use_context(SideContext) == "staff" else RESIDENT


def make_theme() -> ft.Theme:
    """Return the theme that ``page.theme`` gets, once, at the start."""
    return ft.Theme(
        font_family=FONT,
        color_scheme_seed=Colour.PRIMARY,
        color_scheme=ft.ColorScheme(
            primary=Colour.PRIMARY,
            on_primary=Colour.WHITE,
            error=Colour.ERROR,
            surface=Colour.WHITE,
            on_surface=Colour.TEXT,
            on_surface_variant=Colour.TEXT_SUB,
            outline=Colour.LINE,
            surface_tint=Colour.WHITE,
        ),
        page_transitions=NO_MOVEMENT,
        scrollbar_theme=ft.ScrollbarTheme(
            thumb_visibility=True, thickness=12, radius=6, thumb_color=Colour.LINE
        ),
        visual_density=ft.VisualDensity.STANDARD,
    )


# Pages that slide in make old eyes search; a new page simply stands there.
NO_MOVEMENT: Final = ft.PageTransitionsTheme(
    android=ft.PageTransitionTheme.NONE,
    ios=ft.PageTransitionTheme.NONE,
    linux=ft.PageTransitionTheme.NONE,
    macos=ft.PageTransitionTheme.NONE,
    windows=ft.PageTransitionTheme.NONE,
)


def focus_ring(side: ft.BorderSide | None = None) -> dict[ft.ControlState, ft.BorderSide]:
    """Return a button's border: *side*, and a thick black ring while it has the focus."""
    ring = ft.BorderSide(4, Colour.FOCUS, stroke_align=ft.BorderSideStrokeAlign.OUTSIDE)
    return {
        ft.ControlState.FOCUSED: ring,
        ft.ControlState.DEFAULT: side or ft.BorderSide(0, ft.Colors.TRANSPARENT),
    }


def apply_theme(page: ft.Page) -> None:
    """Give *page* the theme, the fonts and light mode; call it once, before the first render."""
    page.theme_mode = ft.ThemeMode.LIGHT
    page.theme = make_theme()
    page.fonts = {FONT: "/fonts/BIZUDPGothic-Regular.ttf"} | {
        family(code): f"/{LANGUAGES_FOLDER}/{code}/{FONT_FILE}" for code in own_fonts()
    }
    page.padding = 0
    page.spacing = 0
