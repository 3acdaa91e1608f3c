"""Provide the size of the page and of the letters to the drawing."""

from dataclasses import dataclass
from typing import Final

import flet as ft

TEXT_SCALES: Final = (1.0, 1.3, 2.0)

# The two shapes of a 10-inch tablet; used until the client has said its size.
PORTRAIT_SIZE: Final = (800.0, 1280.0)

GAP: Final = 12.0  # between two targets, at least
TARGET: Final = 44.0  # the smallest thing a finger is asked to hit
MAIN_TARGET: Final = 72.0  # the main button of a page
LEAST_SEEN: Final = 500.0  # less of a page than this, in pixels at 100 %, is too little to read in
LARGE: Final = 1.5
NARROW: Final = 500.0
READABLE_WIDTH: Final = 920.0  # a line longer than this is lost by the eye


@dataclass(frozen=True)
class Layout:
    """Size of the page in logical pixels, and the person's text scale."""

    width: float = PORTRAIT_SIZE[0]
    height: float = PORTRAIT_SIZE[1]
    text_scale: float = 1.0

    @property
    def portrait(self) -> bool:
        """Upright, or so narrow that it must be treated as upright."""
        return self.height >= self.width or self.width < 840

    @property
    def short(self) -> bool:
        """So low (on-screen keyboard up, or a small window) that headers shrink."""
        return self.height < 620

    @property
    def low(self) -> bool:
        """So low for its letters that what is fixed above and below leaves little to read."""
        return self.height / self.text_scale < LEAST_SEEN

    @property
    def large(self) -> bool:
        """Letters so large that two buttons side by side tear their words."""
        return self.text_scale > LARGE

    @property
    def narrow(self) -> bool:
        """So narrow (a browser at 200 %) that two buttons side by side tear their words."""
        return self.width < NARROW

    @property
    def margin(self) -> float:
        """Free space left and right of a page."""
        return 40.0 if self.width >= 760 else 20.0

    @property
    def content_width(self) -> float:
        """Width that a page's content has, inside the margins."""
        return min(self.width - 2 * self.margin, READABLE_WIDTH)

    def text(self, size: float) -> float:
        """Return *size* (pixels at 100 %) at the person's scale."""
        return round(size * self.text_scale, 1)

    def columns(self, count: int, least_width: float) -> int:
        """Return how many columns of at least *least_width* fit, at most *count*."""
        fitting = int((self.content_width + GAP) // (least_width * self.text_scale + GAP))
        return max(1, min(count, fitting))


LayoutContext = ft.create_context(Layout())


def use_layout() -> Layout:
    """Return the layout of the page that is being drawn. A hook."""
    return ft.use_context(LayoutContext)
