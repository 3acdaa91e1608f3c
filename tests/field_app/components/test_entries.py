"""Choosing, typing, drawing and changing."""

from functools import partial
from typing import Any

import flet as ft
import pytest

from field_app.components.entries.choices import Choice, ChoiceCards, YesNo
from field_app.components.entries.date_entry import DateEntry, date_parts
from field_app.components.entries.kana_pad import lying_rows, standing_rows
from field_app.components.entries.signature_pad import SignaturePad
from field_app.components.entries.text_entry import TextEntry
from field_app.components.kinds.address import AddressEntry
from field_app.components.kinds.bank_account import BankEntry, account_parts
from field_app.components.receipt_number import ReceiptNumber
from field_app.components.summary_list import SummaryList, SummaryRow
from field_app.design.guard import component
from field_app.design.layout import Layout
from field_app.words.words import Words
from tests.field_app.components.drawing import drawn

COLOURS = [Choice("red", "あか"), Choice("blue", "あお"), Choice("green", "みどり")]


async def test_pressed_card_is_told_to_an_async_handler() -> None:
    chosen: list[str] = []

    async def choose(value: str) -> None:
        chosen.append(value)

    async with drawn(lambda: ChoiceCards(COLOURS, name="c", on_change=choose)) as page:
        await page.press("c.blue")

    assert chosen == ["blue"]


async def test_chosen_card_differs_by_mark_weight_and_words() -> None:
    async with drawn(lambda: ChoiceCards(COLOURS, name="c", value="red")) as page:
        texts = {c.value: c for c in page.controls() if isinstance(c, ft.Text)}
        icons = [c.icon for c in page.controls() if isinstance(c, ft.Icon)]
        weights = {t.style.weight for t in texts.values() if t.style}
        spoken = page.spoken()

    assert icons.count(ft.Icons.RADIO_BUTTON_CHECKED) == 1
    assert weights == {ft.FontWeight.BOLD, ft.FontWeight.NORMAL}
    assert "あか（選択中）" in spoken
    assert "あお" in spoken


@pytest.mark.parametrize(
    ("label", "layout", "rows"),
    [
        ("たんす", Layout(), 2),
        ("中学生(ちゅうがくせい)までの 子(こ)ども", Layout(), 0),
        ("テレビ・冷蔵庫・洗濯機・エアコンなど", Layout(), 2),
        ("ベッド・マットレス", Layout(text_scale=2.0), 0),
    ],
)
async def test_cards_stand_side_by_side_where_no_word_is_torn(
    label: str, layout: Layout, rows: int
) -> None:
    options = [*COLOURS, Choice("long", label)]
    cards = partial(ChoiceCards, options, name="c", columns=2, untorn=True)
    async with drawn(cards, layout=layout) as page:
        side_by_side = [
            one
            for one in page.controls()
            if isinstance(one, ft.Row) and one.intrinsic_height and len(one.controls) == 2
        ]

    assert len(side_by_side) == rows


async def test_several_cards_come_back_in_the_order_of_the_options() -> None:
    chosen: list[tuple[str, ...]] = []

    @component
    def Colours() -> ft.Control:
        before: tuple[str, ...] = ("green",)
        values, set_values = ft.use_state(before)

        def change(now: tuple[str, ...]) -> None:
            chosen.append(now)
            set_values(now)

        return ChoiceCards(COLOURS, name="c", values=values, on_change_many=change, columns=2)

    async with drawn(Colours) as page:
        await page.press("c.red")
        await page.press("c.green")

    assert chosen == [("red", "green"), ("red",)]


async def test_what_belongs_to_a_card_stands_under_it() -> None:
    note = ft.Text("青は品切れ", key="note")
    async with drawn(
        lambda: ChoiceCards(COLOURS, name="c", below={"blue": [note], "red": []})
    ) as page:
        assert page.has("note")
        assert page.texts() == ["あか", "あお", "青は品切れ", "みどり"]


async def test_yes_and_no_have_their_own_keys() -> None:
    chosen: list[str] = []
    async with drawn(lambda: YesNo(name="y", value="", on_change=chosen.append)) as page:
        await page.press("y.no")
        await page.press("y.yes")

    assert chosen == ["no", "yes"]


async def test_typed_text_is_told_and_a_cleared_value_empties_the_field() -> None:
    @component
    def Field() -> ft.Control:
        text, set_text = ft.use_state("")
        return TextEntry(
            name="t", label="氏名", value=text, on_change=set_text, on_submit=lambda: set_text("")
        )

    async with drawn(Field) as page:
        await page.type("t", "見本")
        assert page.find("t").value == "見本"
        await page.tell(page.find("t"), "submit", "見本")
        assert page.find("t").value == ""


async def test_password_field_gives_no_suggestions() -> None:
    async with drawn(
        lambda: TextEntry(name="t", label="合言葉", on_change=lambda _: None, password=True)
    ) as page:
        field = page.find("t")

    assert field.password
    assert not field.enable_suggestions
    assert not field.enable_ime_personalized_learning


async def test_date_is_told_in_four_parts() -> None:
    told: list[dict[str, str]] = []

    @component
    def Birth() -> ft.Control:
        nothing: dict[str, str] = {}
        value, set_value = ft.use_state(nothing)

        def change(now: dict[str, str]) -> None:
            told.append(now)
            set_value(now)

        return DateEntry(name="d", label="生年月日", value=value, on_change=change)

    async with drawn(Birth) as page:
        await page.press("d.era.昭和")
        for part, text in (("year", "15"), ("month", "3"), ("day", "2")):
            await page.type(f"d.{part}", text)

    assert told[-1] == {"era": "昭和", "year": "15", "month": "3", "day": "2"}


def test_a_kept_date_begins_in_its_era() -> None:
    showa = {"era": "昭和", "year": "15", "month": "3", "day": "2"}
    assert date_parts("1940-03-02") == showa
    assert date_parts("1989-01-08")["year"] == "元"
    assert date_parts(None) == {"era": "西暦", "year": "", "month": "", "day": ""}
    assert date_parts("1935-99-99") == {
        "era": "昭和", "year": "10", "month": "", "day": "", "unknown": "month",
    }  # fmt: skip
    assert date_parts("1935-03-99")["unknown"] == "day"


async def test_a_birth_of_which_only_the_year_is_known_is_told() -> None:
    told: list[dict[str, str]] = []
    async with drawn(
        lambda: DateEntry(
            name="d", label="", value=None, on_change=told.append, may_be_partial=True
        )
    ) as page:
        await page.press("d.era.昭和")
        await page.type("d.year", "10")
        assert not page.has("d.read")
        await page.press("d.unknown.month")
        assert not page.has("d.month")
        assert page.find("d.read").value == "昭和10年（月日不詳）"
        await page.press("d.unknown.month")
        assert page.has("d.day")

    assert told[-2] == {"era": "昭和", "year": "10", "month": "", "day": "", "unknown": "month"}
    assert told[-1]["unknown"] == ""


async def test_a_date_that_is_whole_is_read_in_both_calendars() -> None:
    value = {"era": "昭和", "year": "15", "month": "3", "day": "2"}
    async with drawn(
        lambda: DateEntry(name="d", label="", value=value, on_change=lambda _: None)
    ) as page:
        assert not page.has("d.unknown.month")
        assert "1940年" in page.find("d.read").value


async def test_address_keeps_the_other_part() -> None:
    told: list[dict[str, str]] = []
    async with drawn(
        lambda: AddressEntry(name="a", value={"postal": "8740000"}, on_change=told.append)
    ) as page:
        await page.type("a.text", "見本市見本町1-2")

    assert told == [{"postal": "8740000", "text": "見本市見本町1-2"}]


async def test_changing_the_bank_kind_drops_the_other_kinds_fields() -> None:
    told: list[dict[str, str]] = []
    value = {
        "kind": "bank", "bank_code": "0183", "branch_code": "017", "holder_kana": "ミホン タロウ",
    }  # fmt: skip
    async with drawn(lambda: BankEntry(name="b", value=value, on_change=told.append)) as page:
        await page.press("b.kind.again")
        await page.press("b.kind.yucho")
        await page.press("b.kind.again")
        await page.press("b.kind.bank")

    assert told[1] == {"kind": "yucho", "symbol": "", "number": "", "holder_kana": "ミホン タロウ"}
    assert told[3]["bank_code"] == told[3]["branch_code"] == ""


async def test_bank_and_branch_are_chosen_by_pressing_kana() -> None:
    told: list[dict[str, str]] = []
    async with drawn(
        lambda: BankEntry(name="b", value={"kind": "bank"}, on_change=told.append)
    ) as page:
        assert not page.has("b.number"), "first the bank"
        for kana in "おおい":
            await page.press(f"b.bank.pad.{kana}")
        await page.press("b.bank.pad.delete")
        await page.press("b.bank.found.0183")
        assert "大分銀行" in page.texts()
        await page.type("b.branch.text", "べっぷ")
        await page.press("b.branch.found.0183-019")
        await page.press("b.account_type.savings")
        await page.type("b.number", "1")
        assert page.find("b.number.whole").value == "0000001"
        await page.type("b.number", "1234567")
        assert not page.has("b.number.whole")
        await page.press("b.bank.again")
        assert page.has("b.bank.text")

    assert told[1]["branch_code"] == "019"
    assert told[-2]["number"] == "1234567"
    assert (told[-1]["bank_code"], told[-1]["branch_code"]) == ("", "")


async def test_a_branch_can_be_chosen_together_with_its_bank_and_a_bank_by_its_code() -> None:
    told: list[dict[str, str]] = []
    async with drawn(
        lambda: BankEntry(name="b", value={"kind": "bank"}, on_change=told.append)
    ) as page:
        await page.type("b.bank.text", "0118")
        assert page.has("b.bank.found.0117"), "the successor of one that ended"
        await page.type("b.bank.text", "そんなぎんこう")
        assert Words()("components.p_bank_nothing") in page.texts()
        await page.type("b.bank.text", "べっぷき")
        await page.press("b.bank.found.0183-019")

    assert (told[0]["bank"], told[0]["branch"]) == ("大分銀行", "別府北浜")


async def test_the_account_for_public_money_asks_nothing_more() -> None:
    told: list[dict[str, str]] = []
    async with drawn(
        lambda: BankEntry(name="b", value={}, on_change=told.append, takes_public=True)
    ) as page:
        await page.press("b.kind.public")
        assert not page.has("b.holder_kana")

    assert told == [{"kind": "public", "holder_kana": ""}]


async def test_a_town_goes_into_the_address_and_what_was_typed_stays() -> None:
    told: list[dict[str, str]] = []
    async with drawn(
        lambda: AddressEntry(name="a", value={"text": "1-1"}, on_change=told.append)
    ) as page:
        await page.type("a.postal", "921-804")
        assert not page.has("a.town.石川県金沢市大桑町")
        await page.type("a.postal", "９２１の８０４６")
        assert page.has("a.town.石川県金沢市三小牛町")
        await page.press("a.town.石川県金沢市大桑町")
        assert not page.has("a.town.石川県金沢市三小牛町"), "the way to the rest is short"
        await page.press("a.town.again")
        await page.press("a.town.石川県金沢市三小牛町")
        await page.type("a.postal", "9999999")
        assert Words()("components.l_postal_none") in page.texts()

    texts = [one["text"] for one in told[2:5]]
    assert texts == ["石川県金沢市大桑町1-1", "1-1", "石川県金沢市三小牛町1-1"]
    assert told[-1]["text"] == texts[-1]


def test_the_kana_keys_hold_every_sound_once_in_both_shapes() -> None:
    for rows in (lying_rows(), standing_rows()):
        kana = "".join(rows).replace(" ", "")
        assert len(kana) == len(set(kana)) == 48
    assert [len(row) for row in lying_rows()] == [10] * 5
    assert standing_rows()[0] == "あいうえお"


def test_checked_yucho_account_shows_the_number_of_the_passbook() -> None:
    checked = {"kind": "yucho", "symbol": "10530", "symbol_number": "12345671", "number": "1234567"}

    assert account_parts(checked)["number"] == "12345671"


async def test_signature_is_told_in_shares_of_the_pad_and_can_be_cleared() -> None:
    told: list[tuple[Any, ...]] = []
    layout = Layout(800, 1280)
    async with drawn(lambda: SignaturePad(name="s", on_change=told.append), layout=layout) as page:
        pad = page.find("s")
        width, height = pad.content.width, pad.content.height
        for event, x, y in (("start", 0.0, 0.0), ("update", 0.5, 0.5), ("update", 2.0, 1.0)):
            position = {"x": x * width, "y": y * height}
            data = {"k": "touch", "l": position, "g": position, "ld": position, "gd": position}
            await page.tell(page.find("s"), f"pan_{event}", data)
        end = {"l": position, "g": position, "v": {"x": 0, "y": 0}}
        await page.tell(page.find("s"), "pan_end", end)
        assert told == [(((0.0, 0.0), (0.5, 0.5), (1.0, 1.0)),)]
        await page.press("s.clear")

    assert told[-1] == ()


async def test_the_link_says_what_it_changes() -> None:
    edited: list[str] = []
    row = SummaryRow("住所", "見本市", "カード", lambda: edited.append("address"), "check.address")
    async with drawn(lambda: SummaryList([row])) as page:
        spoken = page.spoken()
        await page.press("check.address.edit")

    assert "住所をなおす" in spoken
    assert edited == ["address"]


async def test_receipt_number_is_spoken_digit_by_digit() -> None:
    async with drawn(lambda: ReceiptNumber("4827-3956-2284")) as page:
        assert page.texts() == ["4827", "3956", "2284"]
        assert "受付番号 4 8 2 7、3 9 5 6、2 2 8 4" in page.spoken()
