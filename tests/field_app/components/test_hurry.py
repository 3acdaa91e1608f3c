"""Keys that come faster than the screen is drawn are not lost."""

import asyncio

import flet as ft

from field_app.components.entries.choices import Choice, ChoiceCards
from field_app.components.entries.date_entry import DateEntry
from field_app.components.entries.keypads import NumberPad, PasswordPad
from field_app.components.entries.text_entry import TextEntry
from field_app.design.guard import component
from tests.field_app.components.drawing import drawn

DAYS = ("mon", "wed", "fri")


async def test_an_echo_never_sets_a_field_back() -> None:
    @component
    def Page() -> ft.Control:
        text, set_text = ft.use_state("")

        async def slow(now: str) -> None:
            await asyncio.sleep(0.05)
            set_text(now)

        return TextEntry(name="t", label="氏名", value=text, on_change=slow)

    async with drawn(Page) as page:
        field = page.key_in("t", "み")
        told = asyncio.create_task(page.hurry(field, "change", "み"))
        await asyncio.sleep(0.02)
        page.key_in("t", "みほ")  # typed, and its event still on the way
        await told
        await page.settle()
        assert page.find("t").value == "みほ"
        await page.hurry(field, "change", "みほ")
        await page.settle()
        assert page.find("t").value == "みほ"


async def test_the_page_may_still_empty_a_field() -> None:
    @component
    def Page() -> ft.Control:
        text, set_text = ft.use_state("")
        return ft.Column(
            [
                TextEntry(name="t", label="合言葉", value=text, on_change=set_text),
                ft.Button("空にする", key="empty", on_click=lambda _: set_text("")),
            ]
        )

    async with drawn(Page) as page:
        for typed in ("あ", "あい", "あ", "", "か"):
            await page.type("t", typed)
            assert page.find("t").value == typed
        await page.press("empty")
        assert page.find("t").value == ""


async def test_a_password_is_handed_over_whole() -> None:
    handed: list[str] = []

    def draw() -> ft.Control:
        return PasswordPad(
            name="p",
            label="暗証番号",
            min_length=6,
            max_length=16,
            submit_label="署名",
            on_submit=handed.append,
        )

    async with drawn(draw) as page:
        for letter in "ABC12":
            await page.press(f"p.{letter}")
        await page.press("p.3")
        for letter in "DE":
            await page.hurry(page.find(f"p.{letter}"), "click", None)
        await page.hurry(page.find("p.submit"), "click", None)
        await page.hurry(page.find("p.submit"), "click", None)
        await page.settle()

    assert handed == ["ABC123DE"]


async def test_pressing_twice_hands_digits_over_once() -> None:
    handed: list[str] = []

    def draw() -> ft.Control:
        return NumberPad(
            name="n",
            label="暗証番号",
            length=4,
            groups=(4,),
            masked=True,
            submit_label="読む",
            on_submit=handed.append,
        )

    async with drawn(draw) as page:
        for digit in "0123":
            await page.press(f"n.{digit}")
        await page.hurry(page.find("n.submit"), "click", None)
        await page.hurry(page.find("n.submit"), "click", None)
        await page.settle()

    assert handed == ["0123"]


async def test_two_fields_of_a_date_do_not_undo_each_other() -> None:
    told: list[dict[str, str]] = []
    async with drawn(
        lambda: DateEntry(name="d", label="生年月日", value=None, on_change=told.append)
    ) as page:
        year, month = page.key_in("d.year", "20"), page.key_in("d.month", "4")
        await page.hurry(year, "change", "20")
        await page.hurry(month, "change", "4")
        await page.settle()

    assert told[-1] == {"era": "西暦", "year": "20", "month": "4", "day": ""}


async def test_a_card_that_is_pressed_before_the_last_one_is_drawn_takes_nothing_back() -> None:
    @component
    def Page() -> ft.Control:
        nothing: tuple[str, ...] = ()
        chosen, set_chosen = ft.use_state(nothing)
        days = ChoiceCards(
            [Choice(one, one) for one in (*DAYS, "never")],
            name="d",
            values=chosen,
            on_change_many=set_chosen,
            exclusive="never",
        )
        return ft.Column([days, ft.Text(" ".join(chosen), key="chosen")])

    async with drawn(Page) as page:
        cards = {one: page.find(f"d.{one}") for one in (*DAYS, "never")}
        for pressed, seen in (
            (DAYS, "mon wed fri"),
            (("mon", "fri"), "wed"),
            (("never",), "never"),
            (("mon",), "mon"),
            (("never", "fri"), "fri"),
        ):
            for one in pressed:
                await page.hurry(cards[one], "click", None)
            await page.settle()
            assert page.find("chosen").value == seen
            cards = {one: page.find(f"d.{one}") for one in (*DAYS, "never")}
