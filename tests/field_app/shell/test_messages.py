"""What a page costs: messages that nobody writes out, and one drawing for one change."""

import asyncio
from pathlib import Path

from flet.messaging.protocol import Message, MessageAction

from field_app.components.handlers import UNSEEN_S
from field_app.procedure.definition.provenance import Source
from field_app.shell.messages import write_none_out
from tests.field_app.headless_flet import DeafConnection
from tests.field_app.screens.shift_desk import at_desk
from tests.sync.tablet.staff import AOI

TURNS = 4


class CountingConnection(DeafConnection):
    """Counts the changes of the page that the client is sent."""

    changes = 0

    def send_message(self, message: Message) -> None:
        self.changes += message.action is MessageAction.PATCH_CONTROL


def test_a_message_tells_no_log_what_it_holds() -> None:
    write_none_out()
    said = f"{Message(MessageAction.INVOKE_METHOD, ['見本　花子'])}"
    assert "Message" in said
    assert "花子" not in said


async def test_another_page_is_drawn_and_sent_once(tmp_path: Path) -> None:
    connection = CountingConnection()
    async with at_desk(tmp_path, connection) as desk:
        await desk.sign_in("a", AOI)
        await desk.choose()
        await desk.app.filing.start(Source.RESIDENT)
        await desk.reach("question.field.birth_date.year")
        for part, text in (("year", "1945"), ("month", "4"), ("day", "3")):
            await desk.page.type(f"question.field.birth_date.{part}", text)
        await desk.page.type("question.field.name.family", "見本 花")
        await desk.press("question.next", "question.unknown.phone.yes")
        for _ in range(TURNS):
            for button, reached in (
                ("frame.back", "question.field.birth_date.year"),
                ("question.next", "question.unknown.phone.yes"),
            ):
                await asyncio.sleep(UNSEEN_S)
                before = connection.changes
                await desk.press(button, reached)
                await desk.page.settle()
                assert connection.changes == before + 1, button
