"""Enter leads to the next field of the page, whatever was added or moved, and presses nothing."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import flet as ft
import pytest
from flet.messaging.protocol import Message, MessageAction

from field_app.components.buttons import BigButton
from field_app.components.entries.text_entry import TextEntry
from field_app.components.kinds.people import PeopleEntry
from field_app.procedure.definition.model import Question
from tests.field_app.components.drawing import drawn
from tests.field_app.headless_flet import AnsweringConnection, Headless

OTHERS = Question(id="others", kind="people", maximum=3, parts=("relation", "birth_date"))
PERSON = [
    *(f"name.{part}" for part in ("family", "given", "family_kana", "given_kana")),
    *("relation", "birth_date.year", "birth_date.month", "birth_date.day"),
]


class FocusingConnection(AnsweringConnection):
    """A client that notes what was given the focus."""

    def __init__(self) -> None:
        super().__init__(lambda name, _: {"focus": None}[name])
        self.focused: list[int] = []

    def send_message(self, message: Message) -> None:
        """Note whom a method is called of, and answer."""
        if message.action is MessageAction.INVOKE_METHOD:
            self.focused.append(message.body.control_id)
        super().send_message(message)


class Keyboard:
    """Somebody who presses Enter, and sees which field has the focus then."""

    def __init__(self, page: Headless, connection: FocusingConnection) -> None:
        self.page, self.connection = page, connection

    async def enter(self, key: str) -> str | None:
        """Press Enter in the field *key*; return the key of the field that got the focus."""
        before = len(self.connection.focused)
        await self.page.tell(self.page.find(key), "submit", "")
        got = self.connection.focused[before:]
        assert len(got) <= 1
        return next((str(c.key) for c in self.page.controls() if got and c._i == got[0]), None)

    async def way_from(self, key: str) -> list[str]:
        """Press Enter in *key* and then in each field that gets the focus."""
        way = [key]
        while following := await self.enter(way[-1]):
            way.append(following)
        return way


@asynccontextmanager
async def typing(draw: Callable[[], ft.Control]) -> AsyncIterator[Keyboard]:
    connection = FocusingConnection()
    async with drawn(draw, connection=connection) as page:
        connection.session = page.session
        yield Keyboard(page, connection)


def person(row: int) -> list[str]:
    return [f"q.{row}.{part}" for part in PERSON]


async def test_enter_leads_from_field_to_field_and_ends_at_the_last() -> None:
    def draw() -> ft.Control:
        return PeopleEntry(name="q", value=(), on_change=lambda _: None, question=OTHERS)

    async with typing(draw) as keyboard:
        assert await keyboard.way_from("q.0.name.family") == person(0)


async def test_enter_follows_what_was_added_moved_and_removed_on_the_page() -> None:
    def draw() -> ft.Control:
        return PeopleEntry(name="q", value=(), on_change=lambda _: None, question=OTHERS)

    async with typing(draw) as keyboard:
        page = keyboard.page
        await page.type("q.0.name.given", "花子")
        await page.press("q.add")
        await page.press("q.add")
        assert await keyboard.way_from("q.0.relation") == [*person(0)[4:], *person(1), *person(2)]
        await page.press("q.2.up")
        await page.press("q.0.remove")
        assert await keyboard.way_from("q.2.relation") == [*person(2)[4:], *person(1)]
        await page.press("q.1.birth_date.unknown.month")
        assert await keyboard.way_from("q.1.relation") == ["q.1.relation", "q.1.birth_date.year"]


@pytest.mark.parametrize("name", ["one", "two"])
async def test_enter_presses_no_button_and_a_handler_of_its_own_comes_first(name: str) -> None:
    said: list[str] = []

    def draw() -> ft.Control:
        return ft.Column(
            [
                TextEntry(name="one", label="1", on_change=lambda _: None),
                TextEntry(name="long", label="2", on_change=lambda _: None, multiline=True),
                TextEntry(
                    name="two", label="3", on_change=lambda _: None,
                    on_submit=lambda: said.append("two"),
                ),
                BigButton("つぎへ", name="next", on_click=lambda: said.append("next")),
            ]
        )  # fmt: skip

    async with typing(draw) as keyboard:
        led = await keyboard.enter(name)
        assert keyboard.page.find("long").on_submit is None, "there it begins a new line"
    assert (led, said) == {"one": ("long", []), "two": (None, ["two"])}[name]
