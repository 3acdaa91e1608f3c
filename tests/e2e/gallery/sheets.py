"""Takes a page in every orientation, letter size and language, and puts the pictures on a sheet."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw

from tests.e2e.gallery.stage import Stage
from tests.e2e.tablet import LANDSCAPE, PORTRAIT

SHRINK: Final = 2  # a sheet shows half the size
GAP: Final = 12
CAPTION: Final = 20


@dataclass(frozen=True)
class Look:
    """One way to see a page."""

    size: tuple[int, int]
    scale: float = 1.0
    language: str = "ja"

    @property
    def name(self) -> str:
        """What stands over the picture."""
        way = "portrait" if self.size == PORTRAIT else "landscape"
        return f"{way} {round(self.scale * 100)} {self.language}"


def looks_of(scales: Sequence[float], languages: Sequence[str]) -> list[Look]:
    """Return every way to see a page in *scales* and *languages*, upright and lying."""
    return [
        Look(size, scale, language)
        for size in (PORTRAIT, LANDSCAPE)
        for scale in scales
        for language in languages
    ]


async def take(stage: Stage, looks: Sequence[Look]) -> list[tuple[Look, Image.Image]]:
    """Return the page that is shown, in each of *looks*."""
    found = []
    for look in looks:
        width, height = look.size
        await stage.browser.set_viewport_size({"width": width, "height": height})

        async def switch(look: Look = look) -> None:
            stage.app.state.language, stage.app.state.text_scale = look.language, look.scale

        await stage.act(switch)
        found.append((look, Image.open(io.BytesIO(await stage.still())).convert("RGB")))
    return found


def sheet(pictures: Sequence[tuple[Look, Image.Image]], columns: int, path: Path) -> None:
    """Write *pictures* under their captions, *columns* in a row, at a share of their size."""
    small = [(look.name, one.reduce(SHRINK)) for look, one in pictures]
    wide = max(one.width for _, one in small) + GAP
    high = max(one.height for _, one in small) + GAP + CAPTION
    rows = -(-len(small) // columns)
    paper = Image.new("RGB", (wide * columns, high * rows), "#888888")
    pen = ImageDraw.Draw(paper)
    for place, (caption, one) in enumerate(small):
        left, top = place % columns * wide, place // columns * high
        pen.text((left + 4, top + 4), caption, "white")
        paper.paste(one, (left, top + CAPTION))
    paper.save(path)
