"""Every component is drawn, on both sides, at every letter size, upright and lying."""

from collections.abc import Callable

import flet as ft
import pytest

from field_app.components.entries.choices import Choice, ChoiceCards, YesNo
from field_app.components.entries.date_entry import DateEntry
from field_app.components.entries.keypads import NumberPad, PasswordPad
from field_app.components.entries.signature_pad import SignaturePad
from field_app.components.entries.text_entry import TextEntry
from field_app.components.frames.call_staff import CallStaffButton, StaffCalledNote
from field_app.components.kinds.address import AddressEntry
from field_app.components.kinds.bank_account import BankEntry
from field_app.components.people import NameText, PhotoCompare
from field_app.components.pills import LOOKS, StatusPill, Tone
from field_app.components.qr_image import QrImage
from field_app.components.receipt_number import ReceiptNumber
from field_app.components.summary_list import SummaryList, SummaryRow
from field_app.design.layout import TEXT_SCALES, Layout
from field_app.design.theme import Side
from field_app.words.words import LANGUAGES
from tests.field_app.components.drawing import drawn

Draw = Callable[[], ft.Control]
PNG = b"\x89PNG\r\n\x1a\n"


def ignore(_: object) -> None:
    return None


EVERY: dict[str, Draw] = {
    "cards": lambda: ChoiceCards([Choice("a", "あ", "い")], name="c", value="a", on_change=ignore),
    "cards_many": lambda: ChoiceCards(
        [Choice("a", "あ"), Choice("b", "い"), Choice("c", "う")],
        name="c",
        values=("a",),
        on_change_many=ignore,
        columns=2,
    ),
    "cards_noted": lambda: ChoiceCards(
        [Choice("a", "あ"), Choice("b", "い")], name="c", below={"a": [ft.Text("う")]}, columns=2
    ),
    "yes_no": lambda: YesNo(name="y", value="no", on_change=ignore),
    "text": lambda: TextEntry(name="t", label="氏名", hint="戸籍のとおり", on_change=ignore),
    "long_text": lambda: TextEntry(name="t", label="", on_change=ignore, multiline=True),
    "number": lambda: NumberPad(
        name="n",
        label="照合番号B",
        length=14,
        groups=(6, 4, 4),
        masked=False,
        submit_label="読む",
        on_submit=ignore,
    ),
    "password": lambda: PasswordPad(
        name="p",
        label="暗証番号",
        min_length=6,
        max_length=16,
        submit_label="署名",
        on_submit=ignore,
    ),
    "name": lambda: NameText("𠮷田 髙﨑", image=PNG, name="n"),
    "photo": lambda: PhotoCompare(PNG, ft.Text("氏名")),
    "no_photo": lambda: PhotoCompare(None, ft.Text("氏名")),
    "date": lambda: DateEntry(name="d", label="生年月日", hint="例", value={}, on_change=ignore),
    "address": lambda: AddressEntry(name="a", value={}, on_change=ignore),
    "bank": lambda: BankEntry(name="b", value={"kind": "bank"}, on_change=ignore),
    "yucho": lambda: BankEntry(name="b", value={"kind": "yucho"}, on_change=ignore),
    "signature": lambda: SignaturePad(name="s", on_change=ignore),
    "summary": lambda: SummaryList(
        [
            SummaryRow("氏名", "見本 太郎", "カード", lambda: None, "r.name"),
            SummaryRow("住所", "見本市", "", None, "r.address"),
        ]
    ),
    "call_staff": lambda: CallStaffButton(lambda: None),
    "staff_called": lambda: StaffCalledNote(lambda: None),
    "qr": lambda: QrImage(PNG, name="q"),
    "receipt": lambda: ReceiptNumber("4827-3956-2284"),
}


def pill(tone: Tone) -> Draw:
    return lambda: StatusPill("届きました", tone=tone, name="p")


EVERY |= {f"pill_{tone}": pill(tone) for tone in LOOKS}


@pytest.mark.parametrize("scale", TEXT_SCALES)
@pytest.mark.parametrize("side", ["resident", "staff"])
@pytest.mark.parametrize("draw", EVERY.values(), ids=EVERY.keys())
async def test_component_is_drawn_on_both_sides_at_every_letter_size(
    draw: Draw, side: Side, scale: float
) -> None:
    for width, height in ((800.0, 1280.0), (1280.0, 800.0)):
        async with drawn(draw, side=side, layout=Layout(width, height, scale)) as page:
            assert not page.has("shell.failed")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("draw", EVERY.values(), ids=EVERY.keys())
async def test_component_has_its_words_in_every_language(draw: Draw, language: str) -> None:
    async with drawn(draw, language=language) as page:
        assert not page.has("shell.failed")
