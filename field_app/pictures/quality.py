"""Measures how blurred, burnt out and dark a picture is.

Blur is the variance of the Laplacian on the sharpest tiles, after a smoothing of one pixel:
in tries with synthetic photographs reading stayed right down to about 3 and broke below.
"""

from statistics import fmean, median
from typing import Final

from PIL import Image, ImageFilter, ImageStat

MEASURED_SIDE: Final = 1600
TILE: Final = 60
SHARPEST: Final = 20
BLURRED_BELOW: Final = 8.0
BURNT: Final = 250
# A sheet that was scanned is white from edge to edge: that is no glare.
GLARE_FROM, GLARE_TO, LIT_PAPER = 0.01, 0.5, 240.0
BRIGHTER, DARK = 0.9, 150  # of ten pixels nine are darker than this level
_LAPLACIAN: Final = ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=1, offset=128)


def sharpness(image: Image.Image) -> float:
    """Return how sharp the sharpest tiles of *image* are; below `BLURRED_BELOW` it is blurred."""
    edges = _grey(image).filter(ImageFilter.GaussianBlur(1)).filter(_LAPLACIAN)
    edges = edges.crop((1, 1, edges.width - 1, edges.height - 1))  # the filter leaves the rim
    found = sorted((ImageStat.Stat(tile).var[0] for tile in _tiles(edges)), reverse=True)
    return fmean(found[:SHARPEST])


def has_glare(image: Image.Image) -> bool:
    """Tell whether light burnt out a part of the picture that is darker elsewhere."""
    tiles = [ImageStat.Stat(tile) for tile in _tiles(_grey(image))]
    burnt = sum(one.extrema[0][0] >= BURNT for one in tiles) / len(tiles)
    paper = median(one.mean[0] for one in tiles)
    return GLARE_FROM <= burnt <= GLARE_TO and paper < LIT_PAPER


def is_dark(image: Image.Image) -> bool:
    """Tell whether even the brighter part of the picture, as a rule the paper, is dark."""
    levels = _grey(image).histogram()
    below, most = 0, BRIGHTER * sum(levels)
    for level, count in enumerate(levels):
        below += count
        if below >= most:
            return level < DARK
    return False


def _grey(image: Image.Image) -> Image.Image:
    grey = image.convert("L")
    grey.thumbnail((MEASURED_SIDE, MEASURED_SIDE))
    return grey


def _tiles(image: Image.Image) -> list[Image.Image]:
    side = min(TILE, *image.size)
    return [
        image.crop((x, y, x + side, y + side))
        for y in range(0, image.height - side + 1, side)
        for x in range(0, image.width - side + 1, side)
    ]
