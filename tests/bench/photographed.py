"""What a camera does to a paper: turned, from the side, blurred, with glare, in the dark."""

import io
import random
from collections.abc import Iterable, Sequence
from typing import Final

from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter

Point = tuple[float, float]
Quad = tuple[Point, Point, Point, Point]
Matrix = list[list[float]]

TABLE: Final = (92, 84, 76)
MOST_TURN: Final = 8.0
FAULTS: Final = ("turned", "from the side", "blurred", "shaken", "glare", "dark", "JPEG")
QUALITY, POOR = 85, (35, 60)


def photographed(
    paper: Image.Image, marked: Sequence[Quad], dice: random.Random
) -> tuple[bytes, tuple[str, ...], list[Quad]]:
    """Return the photograph of *paper*, what was hard in it, and where *marked* lies in it.

    One in five is a good photograph; all others have one to three faults.
    """
    hard = tuple(dice.sample(FAULTS, dice.choice((0, 1, 2, 2, 3))))
    corners = _corners(paper.size, hard, dice)
    image = _projected(paper, corners)
    if "blurred" in hard:
        image = image.filter(ImageFilter.GaussianBlur(dice.uniform(0.8, 2.0)))
    if "shaken" in hard:
        image = _shaken(image, dice.randint(3, 6))
    if "glare" in hard:
        image = _with_glare(image, dice)
    if "dark" in hard:
        image = _dark(image, dice)
    quality = dice.randint(*POOR) if "JPEG" in hard else QUALITY
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    onto = _homography(_around(paper.size), corners)
    return out.getvalue(), hard, [_moved(quad, onto) for quad in marked]


def _corners(size: tuple[int, int], hard: Iterable[str], dice: random.Random) -> Quad:
    """Return where the corners of the paper lie in the photograph, which has the same size."""
    angle = dice.uniform(-MOST_TURN, MOST_TURN) if "turned" in hard else dice.uniform(-1, 1)
    lean = 0.06 if "from the side" in hard else 0.005
    turned = Image.new("L", size).rotate(angle, expand=True).size
    shrink = min(size[0] / turned[0], size[1] / turned[1]) * 0.97
    middle = (size[0] / 2, size[1] / 2)
    cos, sin = _cos_sin(angle)
    points = []
    for x, y in _around(size):
        dx, dy = (x - middle[0]) * shrink, (y - middle[1]) * shrink
        dx *= 1 - dice.uniform(0, lean)
        dy *= 1 - dice.uniform(0, lean)
        points.append((middle[0] + dx * cos + dy * sin, middle[1] - dx * sin + dy * cos))
    return (points[0], points[1], points[2], points[3])


def _cos_sin(degrees: float) -> Point:
    turned = complex(0, 1) ** (degrees / 90)
    return turned.real, turned.imag


def _around(size: tuple[int, int]) -> Quad:
    return ((0, 0), (size[0], 0), (size[0], size[1]), (0, size[1]))


def _projected(paper: Image.Image, corners: Quad) -> Image.Image:
    back = _homography(corners, _around(paper.size))
    data = [value / back[2][2] for row in back for value in row][:8]
    return paper.transform(
        paper.size, Image.Transform.PERSPECTIVE, data, Image.Resampling.BICUBIC, fillcolor=TABLE
    )


def _shaken(image: Image.Image, length: int) -> Image.Image:
    """Return the mean of *length* pictures, each a pixel further to the right."""
    total = image
    for step in range(1, length):
        total = Image.blend(total, ImageChops.offset(image, step, 0), 1 / (step + 1))
    return total


def _with_glare(image: Image.Image, dice: random.Random) -> Image.Image:
    """Lay a lamp's reflection on the paper: it pales the print and burns out its middle."""
    shade = Image.new("L", image.size, 0)
    x, y = dice.randint(150, image.width - 150), dice.randint(100, image.height - 100)
    reach = dice.randint(60, 130)
    ImageDraw.Draw(shade).ellipse((x - reach, y - reach, x + reach, y + reach), fill=205)
    shade = shade.filter(ImageFilter.GaussianBlur(45))
    return Image.composite(Image.new("RGB", image.size, "white"), image, shade)


def _dark(image: Image.Image, dice: random.Random) -> Image.Image:
    dim = ImageEnhance.Brightness(image).enhance(dice.uniform(0.22, 0.45))
    reach = dice.uniform(14, 28)
    noise = Image.frombytes("L", image.size, dice.randbytes(image.width * image.height))
    grain = noise.point(lambda level: int(128 + (level - 128) * reach / 128)).convert("RGB")
    return ImageChops.add(dim, grain, 1, -128)


def _homography(given: Quad, wanted: Quad) -> Matrix:
    """Return the projection that carries the corners *given* onto *wanted*."""
    rows: Matrix = []
    for (x, y), (u, v) in zip(given, wanted, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, v])
    a = _solved(rows)
    return [a[0:3], a[3:6], [a[6], a[7], 1.0]]


def _solved(rows: Matrix) -> list[float]:
    """Solve linear equations; the last number of a row is its right side."""
    for at in range(len(rows)):
        best = max(range(at, len(rows)), key=lambda row: abs(rows[row][at]))
        rows[at], rows[best] = rows[best], rows[at]
        rows[at] = [value / rows[at][at] for value in rows[at]]
        for other in range(len(rows)):
            if other != at:
                factor = rows[other][at]
                rows[other] = [a - factor * b for a, b in zip(rows[other], rows[at], strict=True)]
    return [row[-1] for row in rows]


def _moved(quad: Quad, onto: Matrix) -> Quad:
    a, b, c, d = (_point(point, onto) for point in quad)
    return a, b, c, d


def _point(point: Point, onto: Matrix) -> Point:
    x, y, w = (row[0] * point[0] + row[1] * point[1] + row[2] for row in onto)
    return x / w, y / w
