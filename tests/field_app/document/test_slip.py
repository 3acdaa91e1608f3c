"""The slip says what comes next by its handling class, and its outside what it may say to all."""

import json
import re
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from field_app.document.inputs import Actor, EvidenceShown, Slip
from field_app.document.page import HEIGHT
from field_app.document.slip_pdf import slip_pdf, with_weekday
from field_app.flow.kept.records import SLIP
from field_app.procedure.definition.filer import ActorKind
from tests.field_app.document.filed import filed
from tests.field_app.document.test_documents import text_of
from tests.field_app.document.test_forms import squeezed

SAID = {
    "juminhyo": ("受け付けました", "令和8年11月30日（月）ごろまでにお答えします"),
    "kyufukin": ("仮に受け付けました", "仮の受付です。令和8年12月23日（水）ごろまでに"),
    "card_kenko": (
        "まだ終わっていません", "令和9年1月22日（金）までに、見本市の窓口で手続きを終えてください",
        "持っていくもの", "・マイナンバーカード",
    ),
}  # fmt: skip


def halves(pdf: bytes, folder: Path) -> tuple[str, str]:
    """Return what stands above and below the fold of the only page."""
    file = folder / "slip.pdf"
    file.write_bytes(pdf)
    done = subprocess.run(["pdftotext", "-bbox", str(file), "-"], capture_output=True, check=True)
    shown = done.stdout.decode()
    assert shown.count("<page ") == 1
    found = re.findall(r'yMax="([\d.]+)">(.+)</word>', shown)
    upper = "".join(text for bottom, text in found if float(bottom) <= HEIGHT / 2)
    lower = "".join(text for bottom, text in found if float(bottom) > HEIGHT / 2)
    return upper, lower


@pytest.mark.parametrize("id", SAID)
def test_the_inner_half_says_what_comes_next(id: str, tmp_path: Path) -> None:
    upper, lower = halves(slip_pdf(filed(id).slip), tmp_path)
    for text in (*SAID[id], filed(id).slip.title, "0990-00-1234"):
        assert squeezed(text) in lower, text
    assert "4827-3956-2284" in upper


@pytest.mark.parametrize("id", SAID)
def test_the_outer_half_reveals_nothing(id: str, tmp_path: Path) -> None:
    upper, _ = halves(slip_pdf(filed(id).slip), tmp_path)
    assert upper == (
        "見本市受付の控え受付番号4827-3956-2284受付日令和8年11月23日（月）"
        "この紙を大切に持っていてください。②山折り"
    )


def test_what_is_passed_on_says_so_and_whom_to_call(tmp_path: Path) -> None:
    slip = replace(filed("juminhyo").slip, handling="D", title="道路の通報", due=None)
    _, lower = halves(slip_pdf(slip), tmp_path)
    assert "担当に伝えます" in lower
    assert "急ぐときは電話してください" in lower


@pytest.mark.parametrize("handling", "ABCD")
def test_a_slip_without_a_day_promises_none(handling: str, tmp_path: Path) -> None:
    slip = replace(filed("juminhyo").slip, handling=handling, due=None)
    assert "まで" not in text_of(slip_pdf(slip), tmp_path).split("控え")[1].replace("までは", "")


def test_a_day_has_its_weekday() -> None:
    assert with_weekday(date(2026, 12, 7)) == "令和8年12月7日（月）"
    assert with_weekday(date(2026, 12, 6)) == "令和8年12月6日（日）"


def test_the_original_that_is_still_to_be_shown_stands_inside_with_its_day(
    tmp_path: Path,
) -> None:
    letter = EvidenceShown("power_of_attorney", later_by=date(2026, 12, 7))
    seen = EvidenceShown("agent_id", expires_on=date(2030, 1, 1))
    agent = Actor(ActorKind.AGENT, "見本　一郎", "甥", shown=(letter, seen))
    upper, lower = halves(slip_pdf(replace(filed("juminhyo"), actor=agent).slip), tmp_path)
    assert "あとで見せるもの" in lower
    assert "・委任状原本は令和8年12月7日（月）まで" in lower
    assert "来た方の身分証" not in lower
    assert "委任状" not in upper


@pytest.mark.parametrize("many", [0, 3, 4, 6])
def test_a_slip_with_much_to_bring_stays_one_sheet(many: int, tmp_path: Path) -> None:
    things = tuple(
        f"{place}番目に持ってくる見本のもの（引っ越す方全員の分）" for place in range(many)
    )
    letter = EvidenceShown("power_of_attorney", later_by=date(2026, 12, 7))
    slip = replace(filed("tennyu_yoyaku").slip, bring=things, later=(letter,), attached=2)
    _, lower = halves(slip_pdf(slip), tmp_path)
    assert "あとで見せるもの" in lower
    assert all(squeezed(thing) in lower for thing in things)


def test_a_slip_that_an_earlier_version_kept_is_still_printed(tmp_path: Path) -> None:
    kept = json.loads(SLIP.dump_json(filed("juminhyo").slip))
    for name in ("handling", "due", "bring", "later", "fee", "fee_note", "window"):
        del kept[name]
    slip: Slip = SLIP.validate_json(json.dumps(kept))
    assert "4827-3956-2284" in text_of(slip_pdf(slip), tmp_path)
