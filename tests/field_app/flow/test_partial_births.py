"""A birth date of which the year alone is known goes through every procedure, and a card's too."""

import asyncio
import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from field_app.document.inputs import Actor, IdentityDocument
from field_app.flow.app import App
from field_app.flow.base.services import Services
from field_app.procedure.definition.filer import ActorKind
from field_app.procedure.definition.people import Role
from field_app.procedure.definition.provenance import Source
from field_app.procedure.facts import from_card
from field_app.procedure.load import load_catalogue
from field_app.state.card import CardSeen
from field_app.state.screen import Screen
from sync.tablet.outbox.outbox import Outbox
from sync.wire.city import utc_now
from sync.wire.package import Package
from tests.field_app.document.test_documents import text_of
from tests.field_app.flow.test_nintei import EVERYTHING
from tests.field_app.flow.test_witness import PASSPHRASE, STAFF, opened
from tests.field_app.flow.walk import answer_all
from tests.field_app.procedure.test_definitions import FOLDER
from tests.field_app.procedure.test_kinds import AT

PROCEDURES = sorted(
    one.id
    for one in load_catalogue(FOLDER).procedures
    if any(question.id == "birth_date" for question in one.questions)
)
CASES = FOLDER.parent / "cases"
BIRTH = {"era": "昭和", "year": "10", "month": "", "day": "", "unknown": "month"}
WRITTEN = "昭和10年（月日不詳）"
SOME_WEEKS_AGO = (utc_now() - timedelta(weeks=8)).date()  # the app asks the real clock
NO_PICTURE: dict[str, Any] = {"pages": [], "is_pending": False}
CHILD = {"name": "見本　一郎", "relation": "孫", "birth_date": "2026-11-20"}
PASSPORT = IdentityDocument("passport", date(2030, 1, 1), True)
ANSWERS: dict[str, Any] = {
    "name": "見本　太郎", "name_kana": "ミホン タロウ", "birth_date": BIRTH,
    "address": "見本市", "phone": "0977211111",
    "first_month": f"{SOME_WEEKS_AGO:%Y年%m月}", "survey": "agree", "auto": "agree",
    "uses_card": "no",
    "print": ["limit"], "spouse": "no", "income": "other", "savings": "0", "securities": "0",
    "other_assets": "0", "debts": "0", "others": [],
    "receipts": NO_PICTURE, "bank_books": NO_PICTURE, "passbook": NO_PICTURE,
    "acquired": f"{SOME_WEEKS_AGO}", "lost": f"{SOME_WEEKS_AGO}", "other_insurance": "none",
    "occupations": "", "same_house": "no", "certificate": "needed", "old_certificate": "none",
    "need": ["expiry"], "booking": "any", "whose": "one", "copies": 1, "receive": "counter",
    "extras": [], "purpose": "", "notice": "no",
    "cards": ["insured"], "reason": "lost", "send_to": "home", "books": 1, "pay": "cash",
    "is_head": "yes", "members": 1, "taxed": "none", "pledge": "agree", "kana": "みほん たろう",
    "account": {
        "kind": "bank", "bank_code": "0001", "branch_code": "001", "account_type": "ordinary",
        "number": "1234567", "holder_kana": "ミホン タロウ",
    },
}  # fmt: skip
OF: dict[str, dict[str, Any]] = {
    "keiro_bus": {"receive": "branch"},
    "futan_gendo": {"stay": "short"},
    "hinan_meibo": {"category": ["old"], "share_with": ["nobody"], "plan": "decline"},
    "kazei_shomei": {
        "fiscal_year": 8,
        "certificate": "income",
        "dependants": "no",
        "january": "same",
        "declared": "filed",
        "submit_to": "",
    },
    "kaigo_nintei": {"application": "new"},
    "kogaku_ryoyohi": {"patients": [{"name": "見本　太郎", "birth_date": BIRTH}]},
    "kokuho_dattai": {"reason": "other", "reason_text": "見本", "leaves": "yes"},
    "kokuho_kanyu": {"reason": "birth", "joins": "no", "others": [CHILD]},
    "kouki_gendo": {"reason": "hard"},
    "tennyu_yoyaku": {
        "move": "within",
        "moved": "2026-11-23",
        "new_address": "見本市2",
        "old_address": "見本市1",
        "cards": "none",
        "foreign": "no",
        "also": [],
    },
    "tenshutsu": {
        "moves": "2026-11-23",
        "where": "abroad",
        "country": "見本国",
        "self_moves": "yes",
        "old_head": "本人",
    },
    "torisage": {"reason": "mistake"},
}


# Of these the author's first case of the person themself says the rest.
BY_CASE = {
    *("card_shinsei", "furigana", "hoiku", "hokensho_riyo", "inkan_shomei", "inkan_toroku"),
    "jido_teate",
}


def answers_of(procedure: str) -> dict[str, Any]:
    if procedure not in BY_CASE:
        return EVERYTHING | ANSWERS | OF.get(procedure, {}) | {"about": "applicant"}
    said = tomllib.loads((CASES / f"{procedure}.toml").read_text(encoding="utf-8"))
    own = next(case for case in said["cases"] if case["role"] == "self")
    given = {**said["answers"], **own.get("answers", {})}
    texts = {id: raw.isoformat() if isinstance(raw, date) else raw for id, raw in given.items()}
    (definition,) = (one for one in load_catalogue(FOLDER).procedures if one.id == procedure)
    left_out = {one.id: "" for one in definition.questions if not one.required}
    pictures = {one.id: NO_PICTURE for one in definition.questions if one.kind == "attachment"}
    return {**left_out, **texts, **pictures, "birth_date": BIRTH}


async def sealed(app: App, procedure: str) -> None:
    await app.staff.sign_in(STAFF, PASSPHRASE)
    await app.visits.begin()
    await app.identity.accept_documents((PASSPORT,))
    await app.identity.came(Actor(ActorKind.SELF))
    await app.visits.choose((procedure,))
    await app.filing.start(Source.RESIDENT)
    await answer_all(app, answers_of(procedure))
    await app.confirm.confirm_spoken(PASSPHRASE)
    assert app.state.screen is Screen.SEALED, app.state.problem


@pytest.mark.parametrize("procedure", PROCEDURES)
def test_story_04_a_birth_of_which_only_the_year_is_known_is_filed(
    parts: Services, procedure: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    packages: list[Package] = []
    put = Outbox.put

    def watched(self: Outbox, number: str, package: Package, *more: Any, **named: Any) -> Any:
        packages.append(package)
        return put(self, number, package, *more, **named)

    monkeypatch.setattr(Outbox, "put", watched)
    asyncio.run(sealed(opened(parts), procedure))
    (package,) = packages
    (birth,) = [one for one in package.document["answers"] if one["question"] == "birth_date"]
    assert (birth["value"], birth["display"]) == ("1935-99-99", WRITTEN)
    assert WRITTEN in text_of(package.parts[0].content, tmp_path)


def test_a_chip_that_knows_only_the_year_fills_it() -> None:
    born = (Role.CARD_OWNER, "birth_date")
    fact = from_card("見本", "見本市", "19350000", "1", AT)[born]
    assert (fact.value, fact.display) == ("1935-99-99", WRITTEN)
    assert from_card("見本", "見本市", "19350300", "1", AT)[born].value == "1935-03-99"
    assert born not in from_card("見本", "見本市", "00000000", "1", AT)


def test_the_page_of_the_card_writes_what_it_knows() -> None:
    assert CardSeen("見本", "見本市", "19350000", "1").birth_text == WRITTEN
