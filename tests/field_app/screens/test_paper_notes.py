"""Before the seal the pages say what it costs, and which characters screen and paper lack."""

from pathlib import Path
from typing import get_args

import pytest

from field_app.document import fonts
from field_app.procedure.definition.model import Handling
from field_app.procedure.definition.provenance import Source
from field_app.procedure.fee import Fee
from field_app.screens.filing.check import fee_line
from field_app.screens.filing.sealed import TITLES
from field_app.state.screen import Screen
from field_app.words.words import Words
from tests.field_app.flow.walk import answer_all
from tests.field_app.screens.shift_desk import Desk, at_desk
from tests.sync.tablet.staff import AOI

ANSWERS = {
    "birth_date": "1945-04-03",
    "address": {"postal": "", "text": "見本県見本市1-2-3"},
    "books": 10,
    "receive": "branch",
    "pay": "cash",
}


async def at_check(desk: Desk, name: str) -> None:
    await desk.sign_in("a", AOI)
    await desk.choose("keiro_bus")
    await desk.app.filing.start(Source.STAFF)
    await answer_all(desk.app, {**ANSWERS, "name": name})
    assert desk.app.state.screen is Screen.CONFIRM


def drawn(desk: Desk) -> str:
    return "\n".join(desk.page.texts())


@pytest.mark.parametrize("name", ["陈伟", "葛\U000e0103城　太郎"])
async def test_no_box_is_silent(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "FULLER", ())
    fonts._fuller.cache_clear()
    said = "U+9648、U+4F1F" if name == "陈伟" else "U+845B U+E0103"
    async with at_desk(tmp_path) as desk:
        await at_check(desk, name)
        await desk.reach("gate.yes")
        await desk.press("gate.yes", "confirm.way.spoken")
        assert f"印刷できない字があります（{said}）" in drawn(desk)
        desk.app.visits.show(Screen.CHECK)
        await desk.reach("check.right")
        assert f"画面に出せない字があります（{said}）" in drawn(desk)
        assert "1,000円 × 10 ＝ 10,000円" in drawn(desk)


@pytest.mark.parametrize(
    ("total", "remark", "said"),
    [
        (None, "", ""),
        (None, "1点300円から1,200円の収集券", "手数料：1点300円から1,200円の収集券"),
        (600, "", "手数料：300円 × 2 ＝ 600円"),
        (600, "減免あり", "手数料：300円 × 2 ＝ 600円　減免あり"),
    ],
)
def test_the_check_page_says_the_fee_and_what_the_city_adds(
    total: int | None, remark: str, said: str
) -> None:
    fee = Fee(300, 2) if total else None
    assert fee_line(fee, remark, Words("ja")) == said


async def test_a_name_that_the_fonts_hold_needs_no_note(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as desk:
        await at_check(desk, "𠮷田　髙子")
        await desk.reach("gate.yes")
        await desk.press("gate.yes", "confirm.way.spoken")
        assert "印刷できない" not in drawn(desk)
        desk.app.visits.show(Screen.CHECK)
        await desk.reach("check.right")
        assert "画面に出せない" not in drawn(desk)


def test_every_handling_class_has_its_title_after_the_seal() -> None:
    assert set(TITLES) == set(get_args(Handling))
    words = Words("ja", strict=True)
    said = [words(f"sealed.s_{title}") for title in TITLES.values()]
    assert said == ["受け付けました", "仮に受け付けました", "準備ができました", "担当に伝えます"]
