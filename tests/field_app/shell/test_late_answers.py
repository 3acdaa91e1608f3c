"""The browser answers for a control that is drawn no more: the window stays connected."""

import asyncio
from collections.abc import Callable

import flet as ft
from flet.messaging.protocol import Message, MessageAction

from field_app.design.guard import component
from field_app.shell.late_answers import take_late_answers
from tests.field_app.headless_flet import DeafConnection, opened

ANSWER = "what the camera says"


class SlowConnection(DeafConnection):
    """A client that notes what it is asked, and answers when the test does."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[int, str]] = []

    def send_message(self, message: Message) -> None:
        """Note which control is asked, and which answer is waited for."""
        if message.action is MessageAction.INVOKE_METHOD:
            self.asked.append((message.body.control_id, message.body.call_id))


async def test_an_answer_for_a_control_that_is_gone_reaches_who_asked() -> None:
    take_late_answers()
    take_late_answers()
    turns: list[Callable[[bool], None]] = []

    @component
    def Either() -> ft.Control:
        is_there, turn = ft.use_state(True)
        turns.append(turn)
        return ft.TextField(key="asked") if is_there else ft.Text("gone", key="gone")

    connection = SlowConnection()
    async with opened(Either, connection) as page:
        asking = asyncio.create_task(page.find("asked")._invoke_method("take_picture"))
        await page.settle()
        turns[-1](False)
        await page.settle()
        ((control, call),) = connection.asked
        assert page.has("gone")
        assert control not in page.session.index
        page.session.handle_invoke_method_results(control, call, ANSWER, None)
        assert await asking == ANSWER
        page.session.handle_invoke_method_results(control, call, ANSWER, None)  # once more
        page.session.handle_invoke_method_results(control, "nobody asked", ANSWER, None)
