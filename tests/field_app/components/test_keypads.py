"""Keypads hold a secret for as long as it is typed, and no longer."""

from collections.abc import Awaitable, Callable

import flet as ft
import pytest

from field_app.components.entries.keypads import NumberPad, PasswordPad, password_groups
from field_app.components.handing_over import HandOverNotice, hand_over_letters, hand_over_room
from field_app.design.layout import TEXT_SCALES, Layout
from field_app.design.phrases import longest_phrase
from field_app.words.problem import Problem
from field_app.words.words import LANGUAGES, Words
from tests.field_app.components.drawing import drawn
from tests.field_app.headless_flet import Headless, walk

GAP = 8  # between two faces of the notice
Submit = Callable[[str], Awaitable[None]]


def pin_pad(on_submit: Submit, *, masked: bool = True) -> ft.Control:
    return NumberPad(
        name="pin",
        label="暗証番号",
        length=4,
        groups=(4,),
        masked=masked,
        submit_label="読みとる",
        on_submit=on_submit,
    )


def password_pad(on_submit: Submit) -> ft.Control:
    return PasswordPad(
        name="word",
        label="署名用の暗証番号",
        min_length=6,
        max_length=16,
        submit_label="署名する",
        on_submit=on_submit,
    )


async def nothing(_: str) -> None:
    return None


async def press_all(page: Headless, pad: str, letters: str) -> None:
    for letter in letters:
        await page.press(f"{pad}.{letter}")


async def test_digits_are_gone_from_the_page_before_they_are_handed_over() -> None:
    seen: list[tuple[str, list[str]]] = []

    async def submit(typed: str) -> None:
        await page.settle()
        seen.append((typed, page.texts()))

    async with drawn(lambda: pin_pad(submit)) as page:
        await press_all(page, "pin", "1234")
        await page.press("pin.submit")
        await page.settle()

    assert seen[0][0] == "1234"
    assert "●" not in seen[0][1]


async def test_button_sleeps_until_all_digits_are_there() -> None:
    async with drawn(lambda: pin_pad(nothing)) as page:
        await press_all(page, "pin", "123")
        assert page.find("pin.submit").disabled
        await page.press("pin.4")
        assert not page.find("pin.submit").disabled
        await page.press("pin.delete")
        assert page.find("pin.submit").disabled


async def test_further_digits_do_nothing_when_the_places_are_full() -> None:
    given: list[str] = []

    async def submit(typed: str) -> None:
        given.append(typed)

    async with drawn(lambda: pin_pad(submit)) as page:
        await press_all(page, "pin", "12345")
        await page.press("pin.submit")

    assert given == ["1234"]


@pytest.mark.parametrize(("masked", "shown"), [(True, "●"), (False, "7")])
async def test_digit_is_shown_only_where_it_is_no_secret(masked: bool, shown: str) -> None:
    async with drawn(lambda: pin_pad(nothing, masked=masked)) as page:
        await page.press("pin.7")
        places = [text for text in page.texts() if text in ("●", "7")]

    assert places.count(shown) == (1 if masked else 2)  # the key itself says 7, too


async def test_masked_digits_are_not_told_to_a_screen_reader() -> None:
    async with drawn(lambda: pin_pad(nothing)) as page:
        await press_all(page, "pin", "98")
        told = " ".join(page.spoken())

    assert "4けたのうち2けた" in told
    assert "98" not in told


async def test_keyboard_types_digits_and_takes_them_back() -> None:
    given: list[str] = []

    async def submit(typed: str) -> None:
        given.append(typed)

    async with drawn(lambda: pin_pad(submit)) as page:
        listener = next(c for c in page.controls() if isinstance(c, ft.KeyboardListener))
        for key in ("1", "x", "Numpad 2", "Digit 3", "Backspace", "4", "5", "Enter"):
            await page.tell(listener, "key_down", {"key": key})
        assert given == []
        await page.press("pin.submit")

    assert given == ["1245"]


async def test_refused_number_leaves_an_empty_pad_and_a_problem() -> None:
    problems: list[Problem] = []

    async def submit(_: str) -> None:
        raise RuntimeError

    async with drawn(lambda: pin_pad(submit), problems=problems) as page:
        await press_all(page, "pin", "1234")
        await page.press("pin.submit")
        assert page.find("pin.submit").disabled

    assert len(problems) == 1


async def test_password_takes_six_to_sixteen_letters() -> None:
    given: list[str] = []

    async def submit(typed: str) -> None:
        given.append(typed)

    async with drawn(lambda: password_pad(submit)) as page:
        await press_all(page, "word", "ABC12")
        assert page.find("word.submit").disabled
        await press_all(page, "word", "3XYZ4567890QQ")
        await page.press("word.submit")

    assert given == ["ABC123XYZ4567890"]


async def test_password_is_shown_only_while_the_switch_is_on() -> None:
    def places(page: Headless) -> list[str]:
        return [text for text in page.texts() if text in ("●", "Q")]

    async with drawn(lambda: password_pad(nothing)) as page:
        await page.press("word.Q")
        assert places(page) == ["●", "Q"]
        await page.press("word.show")
        assert places(page) == ["Q", "Q"]
        await page.press("word.show")
        assert places(page) == ["●", "Q"]


async def test_the_signatures_keys_and_button_fit_where_the_tablet_lies() -> None:
    async with drawn(lambda: password_pad(nothing), layout=Layout(1280, 800)) as page:
        rows = [one for one in page.controls() if isinstance(one, ft.Row) and one.wrap]
        keys = [{str(one.key) for one in walk(row, set()) if one.key} for row in rows]
    assert any({"word.typed", "word.show"} <= found for found in keys)


@pytest.mark.parametrize("size", [(1280, 800), (800, 1280), (1024, 768), (360, 780)])
async def test_faces_of_the_notice_fit_beside_the_keys(size: tuple[float, float]) -> None:
    layout = Layout(*size)
    room = layout.content_width if layout.portrait else layout.content_width / 2 - 16
    async with drawn(lambda: HandOverNotice(to="staff"), layout=layout) as page:
        faces = [one for one in page.controls() if isinstance(one, ft.Icon)]
    assert len(faces) == 5
    assert sum(float(face.size or 24) for face in faces) + 4 * GAP <= room


@pytest.mark.parametrize("key", ["shell.l_hand_back", "shell.l_hand_over", "shell.p_hand_to_staff"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scale", TEXT_SCALES)
@pytest.mark.parametrize("size", [(1280, 800), (800, 1280)])
def test_no_phrase_of_the_notice_is_torn(
    size: tuple[float, float], scale: float, language: str, key: str
) -> None:
    layout, text = Layout(*size, scale), Words(language)(key)
    letters = hand_over_letters(text, layout)
    assert letters * longest_phrase(text) <= hand_over_room(layout)
    assert 22 <= letters <= layout.text(40)


def test_password_groups_make_the_length() -> None:
    assert password_groups(16) == (4, 4, 4, 4)
    assert password_groups(6) == (4, 2)
