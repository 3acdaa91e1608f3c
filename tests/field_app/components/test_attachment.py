"""The field of an attachment: one thing at a time, and nothing is lost by a wrong press."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import flet as ft
import pytest
from flet_camera import CameraLensDirection

from field_app.components.kinds.attachment import draw_attachment
from field_app.components.kinds.entry import Asked
from field_app.components.pictures.desk import Bring
from field_app.components.pictures.paper_camera import mirrors
from field_app.components.pictures.shot import box_of, fitted
from field_app.design.guard import component
from field_app.design.layout import TEXT_SCALES, Layout
from field_app.pictures.message import Box, Change, Prepared
from field_app.platform.files import Files
from field_app.procedure.definition.model import Question
from field_app.procedure.kinds.attachment import PicturePage
from field_app.words.words import LANGUAGES, Words
from tests.field_app.components.drawing import drawn

QUESTION = Question(id="damaged_card", kind="attachment", maximum=2, owner="kaigo_saikofu")
DRAG = (("pan_start", 0.5, 0.5), ("pan_update", 0.1, 0.2), ("pan_end", 0.1, 0.2))
UNCHANGED = Change()
DECIDED = {"is_pending": False, "is_looking": False}
PREPARED = Prepared(b"\xff\xd8\xff", 1200, 1600, is_blurred=True, has_glare=True)


def page_of(n: int) -> PicturePage:
    return PicturePage(n=n, sha256=f"{n:064}", size=9, masked=0, looked=None)


@dataclass(frozen=True)
class Taken:
    """A picture that is not kept yet."""

    change: Change = UNCHANGED
    prepared: Prepared = PREPARED
    path: str = "/hand-out/x"
    is_read: bool = False
    found: int = 0


@dataclass
class FakeDesk:
    """Does what is pressed in memory, and notes it."""

    kept: list[PicturePage] = field(default_factory=list)
    shot: Taken | None = None
    said: list[Any] = field(default_factory=list)
    files: Files | None = None

    def pages(self, _: Question) -> Sequence[PicturePage]:
        return self.kept

    def pending(self, _: Question) -> Taken | None:
        return self.shot

    def path_of(self, page: PicturePage) -> str | None:
        return None if page["n"] == 2 else "/hand-out/y"

    async def show(self, _: Question) -> None:
        self.said.append("show")

    async def take(self, _: Question, bring: Bring, *, is_mirrored: bool = False) -> None:
        self.said.append(("take", bring, is_mirrored))
        self.shot = Taken()

    async def again(self, _: Question, page: PicturePage) -> None:
        self.said.append(("again", page["n"]))

    async def turn(self) -> None:
        self.said.append("turn")

    async def cover(self, box: Box) -> None:
        assert self.shot is not None
        self.shot = replace(self.shot, change=Change(0, (box,)))

    async def uncover(self) -> None:
        self.said.append("uncover")

    async def drop(self) -> None:
        self.shot = None

    async def keep(self, _: Question) -> None:
        self.shot = None
        self.kept.append(page_of(len(self.kept) + 1))

    async def remove(self, _: Question, page: PicturePage) -> None:
        self.kept.remove(page)


class Field:
    """The field on a page that is drawn anew whenever the desk did something."""

    def __init__(self, desk: FakeDesk, language: str = "ja") -> None:
        self.desk = desk
        self.raw: dict[str, Any] = {}
        self.words = Words(language, strict=True)

    def draw(self) -> ft.Control:
        @component
        def Root() -> ft.Control:
            _, tick = ft.use_state(0)
            for name in ("take", "keep", "cover", "drop", "remove"):
                setattr(self.desk, name, self.told(getattr(FakeDesk, name), tick))
            return draw_attachment(
                Asked(
                    QUESTION,
                    "question.field",
                    self.raw,
                    self.set_raw,
                    self.words,
                    pictures=self.desk,
                )
            )

        return Root()

    def told(self, work: Any, tick: Any) -> Any:
        async def run(*arguments: Any) -> None:
            await work(self.desk, *arguments)
            tick(lambda now: now + 1)

        return run

    def set_raw(self, raw: dict[str, Any]) -> None:
        self.raw = raw


@pytest.mark.parametrize("scale", TEXT_SCALES)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "desk",
    [
        FakeDesk(),
        FakeDesk([page_of(1)]),
        FakeDesk([page_of(1), page_of(2)]),
        FakeDesk(shot=Taken()),
        FakeDesk(shot=Taken(is_read=True)),
        FakeDesk(shot=Taken(is_read=True, found=2)),
        FakeDesk(shot=Taken(Change(90, ((0.1, 0.1, 0.2, 0.2),)))),
    ],
)
async def test_every_state_is_drawn(desk: FakeDesk, language: str, scale: float) -> None:
    for width, height in ((800.0, 1280.0), (1280.0, 800.0)):
        shown = Field(replace(desk, kept=[*desk.kept]), language)
        layout = Layout(width, height, scale)
        async with drawn(shown.draw, language=language, layout=layout) as page:
            assert not page.has("shell.failed")


async def test_the_pages_follow_what_is_kept_and_the_last_place_closes_the_ways() -> None:
    shown = Field(FakeDesk([page_of(1)], Taken()))
    async with drawn(shown.draw) as page:
        await page.settle()
        assert shown.raw == {"pages": [page_of(1)], "is_pending": True, "is_looking": False}
        assert not page.has("question.field.look")
        await page.press("question.field.shot.keep")
        assert shown.raw == {"pages": [page_of(1), page_of(2)], **DECIDED}
        assert not page.has("question.field.look")
        await page.press("question.field.page.2.remove")
        await page.press("question.field.page.2.remove_no")
        assert len(shown.desk.kept) == 2
        await page.press("question.field.page.2.remove")
        await page.press("question.field.page.2.remove_yes")
        assert shown.raw == {"pages": [page_of(1)], **DECIDED}
        assert page.has("question.field.look")


async def test_blur_and_glare_are_told_and_retaking_keeps_the_pages() -> None:
    shown = Field(FakeDesk([page_of(1)], Taken()))
    async with drawn(shown.draw) as page:
        said = "".join(str(text) for text in page.spoken())
        assert "ぼやけています" in said
        assert "光が反射して" in said
        await page.press("question.field.shot.retake")
        await page.settle()
        assert shown.raw == {"pages": [page_of(1)], **DECIDED}


async def test_a_finger_draws_a_bar_and_the_button_says_that_numbers_are_hidden() -> None:
    shown = Field(FakeDesk(shot=Taken()))
    async with drawn(shown.draw) as page:
        await page.press("question.field.shot.cover")
        sheet = page.find("question.field.shot.sheet")
        width, height = sheet.content.width, sheet.content.height
        for event, x, y in DRAG:
            at = {"x": x * width, "y": y * height}
            said = {"l": at, "g": at, "k": "touch", "v": at, "pv": 0.0}
            await page.tell(page.find("question.field.shot.sheet"), event, said)
        assert shown.desk.shot is not None
        (bar,) = shown.desk.shot.change.bars
        assert bar == pytest.approx((0.1, 0.2, 0.5, 0.5), abs=0.01)
        assert page.has("question.field.shot.uncover")
        assert "番号はかくれています" in "".join(page.spoken())


async def test_no_button_takes_a_bar_of_the_reader_away() -> None:
    covered = Change(bars=((0.1, 0.1, 0.4, 0.2),))
    async with drawn(Field(FakeDesk(shot=Taken(covered, is_read=True, found=1))).draw) as page:
        assert not page.has("question.field.shot.uncover")
    async with drawn(Field(FakeDesk(shot=Taken(covered))).draw) as page:
        assert page.has("question.field.shot.uncover")


@pytest.mark.parametrize("direction", CameraLensDirection)
def test_only_the_web_client_mirrors_and_never_the_camera_at_the_back(
    direction: CameraLensDirection,
) -> None:
    assert not mirrors(direction, is_web=False)
    assert mirrors(direction, is_web=True) is (direction is not CameraLensDirection.BACK)


def test_a_tap_is_no_bar_and_a_bar_stays_in_the_picture() -> None:
    assert box_of((10, 10), (10.5, 40), 100, 100) is None
    assert box_of((90, 90), (-20, 300), 100, 100) == (0, 0.9, 0.9, 1)


def test_a_picture_keeps_its_shape_on_a_small_page() -> None:
    for layout in (Layout(), Layout(1280, 800), Layout(360, 640), Layout(1280, 300)):
        width, height = fitted(PREPARED, layout)
        assert width <= layout.content_width
        assert width / height == pytest.approx(0.75, abs=0.01)


async def test_where_no_picture_can_be_taken_the_page_says_what_to_do() -> None:
    asked = Asked(QUESTION, "question.field", None, lambda _: None, Words("ja", strict=True))
    async with drawn(lambda: draw_attachment(asked)) as page:
        assert page.has("question.field")
        assert "紙のまま職員に" in "".join(page.spoken())
