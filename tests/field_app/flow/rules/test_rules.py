"""Rules stop what must not be filed, ask what is odd, and the second yes reaches the clerk."""

import asyncio
from datetime import UTC, date, datetime
from typing import Any

import pytest

from field_app.document.inputs import Actor, EvidenceShown, IdentityDocument
from field_app.flow.app import App
from field_app.flow.base.services import Services
from field_app.procedure.definition.filer import ActorKind
from field_app.procedure.definition.provenance import Source
from field_app.state.screen import Screen
from sync.office.parsing.marks import marks_of
from sync.office.parsing.shape import shown_of
from sync.tablet.outbox.outbox import Outbox
from sync.wire.marks import Mark
from sync.wire.package import Package
from tests.field_app.flow.test_witness import PASSPHRASE, STAFF, opened

ACCOUNT = {
    "kind": "bank", "bank_code": "0001", "branch_code": "001", "account_type": "ordinary",
    "number": "1234567", "holder_kana": "ミホン タロウ",
}  # fmt: skip
BENEFIT: dict[str, Any] = {
    "name": "見本　太郎", "name_kana": "ミホン タロウ", "birth_date": "1945-04-03",
    "address": "見本市", "phone": "0977211111", "is_head": "yes", "members": 1, "taxed": "none",
    "account": ACCOUNT, "pledge": "agree",
}  # fmt: skip
ELEVEN: list[dict[str, Any]] = [
    {"name": f"見本　{given}", "relation": "子", "birth_date": "2001-02-03", "address": "same"}
    for given in "一二三四五六七八九十百"
]
PASSPORT = IdentityDocument("passport", date(2030, 1, 1), True)


@pytest.fixture
def packages(monkeypatch: pytest.MonkeyPatch) -> list[Package]:
    """What is sealed, before it is."""
    found: list[Package] = []
    put = Outbox.put

    def watched(self: Outbox, number: str, package: Package, *more: Any, **named: Any) -> Any:
        found.append(package)
        return put(self, number, package, *more, **named)

    monkeypatch.setattr(Outbox, "put", watched)
    return found


def at(app: App) -> Screen:
    """Return the page that is shown now; a call, so that each is looked at anew."""
    return app.state.screen


async def begin(app: App, procedure: str, kind: ActorKind = ActorKind.SELF) -> None:
    await app.staff.sign_in(STAFF, PASSPHRASE)
    await app.visits.begin()
    await app.identity.accept_documents((PASSPORT,))
    shown = (EvidenceShown("power_of_attorney"), EvidenceShown("agent_id"))
    await app.identity.came(Actor(kind, shown=() if kind == ActorKind.SELF else shown))
    await app.visits.choose((procedure,))
    await app.filing.start(Source.RESIDENT)


async def answer_until_a_rule(app: App, answers: dict[str, Any]) -> str | None:
    """Answer what is asked; return the rule that stops it, None at the check page."""
    while at(app) is Screen.QUESTION:
        await app.filing.answer(answers[app.filing.question().id])
        assert app.state.problem is None
    said = app.filing.rule()
    assert (at(app) is Screen.RULE) == (said is not None)
    return said.rule.id if said else None


async def seal(app: App) -> None:
    await app.filing.begin_read_back()
    while at(app) is Screen.READ_BACK:
        await app.filing.confirm_read_back()
    await app.confirm.confirm_spoken(PASSPHRASE)
    assert at(app) is Screen.SEALED, app.state.problem


def test_a_second_yes_is_kept_and_reaches_the_clerk(
    parts: Services, packages: list[Package]
) -> None:
    app = opened(parts)

    async def story() -> None:
        await begin(app, "kyufukin")
        assert await answer_until_a_rule(app, BENEFIT | {"is_head": "no"}) == "not_head"
        await app.filing.accept_rule()
        assert app.filing.question().id == "members", "it goes on where it was"
        assert await answer_until_a_rule(app, BENEFIT) is None
        await seal(app)

    asyncio.run(story())
    (asked,) = packages[0].document["asked_twice"]
    assert asked["rule"] == "not_head"
    assert "世帯主" in asked["sentence"]
    assert datetime.fromisoformat(asked["at"]).tzinfo is not None


def test_a_reissue_for_another_reason_is_marked_at_the_office(
    parts: Services, packages: list[Package]
) -> None:
    app = opened(parts)
    reissue: dict[str, Any] = {
        **BENEFIT, "cards": ["insured"], "insured_number": "0000123456", "reason": "other",
        "reason_text": "住所が変わった", "send_to": "home",
    }  # fmt: skip

    async def story() -> None:
        await begin(app, "kaigo_saikofu")
        assert await answer_until_a_rule(app, reissue) == "other_reason"
        await app.filing.accept_rule()
        assert await answer_until_a_rule(app, reissue) is None
        await seal(app)

    asyncio.run(story())
    shown = shown_of(packages[0].document)
    assert [one["rule"] for one in shown["asked_twice"]] == ["other_reason"]
    assert Mark.ASKED_TWICE in marks_of(shown)


def test_a_lost_card_is_stopped_first_and_nothing_is_filed(
    parts: Services, packages: list[Package]
) -> None:
    app = opened(parts)

    async def story() -> None:
        await begin(app, "card_kenko")
        assert await answer_until_a_rule(app, KENKO | {"need": ["lost"]}) == "lost"
        await app.filing.accept_rule()
        assert at(app) is Screen.RULE, "it cannot be said yes to"
        await app.filing.mend_for_rule()
        assert await answer_until_a_rule(app, KENKO | {"need": ["found"]}) == "found"
        await app.filing.accept_rule()
        assert await answer_until_a_rule(app, KENKO) is None
        await seal(app)

    asyncio.run(story())
    assert len(packages) == 1
    assert Mark.ASKED_TWICE not in marks_of(shown_of(packages[0].document)), "told, not asked"


def test_a_yes_is_kept_over_a_restart_and_asked_anew_once_the_answer_changed(
    parts: Services, packages: list[Package]
) -> None:
    first, second = opened(parts), opened(parts)

    async def story() -> None:
        await begin(first, "kyufukin")
        many = BENEFIT | {"members": 12, "others": ELEVEN}
        assert await answer_until_a_rule(first, many) == "many_members"
        await first.filing.accept_rule()
        await second.staff.sign_in(STAFF, PASSPHRASE)
        (row,) = second.state.visits
        await second.visits.resume(row.id)
        await second.filing.start(Source.RESIDENT)
        assert await answer_until_a_rule(second, many) is None
        await second.filing.edit_answer("members")
        await second.filing.answer(12)
        assert at(second) is Screen.CHECK, "the same answer is not asked a third time"
        await second.filing.edit_answer("members")
        await second.filing.answer(13)
        assert await answer_until_a_rule(second, many) == "many_members"
        await second.filing.accept_rule()
        assert await answer_until_a_rule(second, many) == "other_size", "one is not listed"
        await second.filing.accept_rule()
        await second.filing.edit_answer("members")
        await second.filing.answer(1)
        assert at(second) is Screen.CHECK
        await seal(second)

    asyncio.run(story())
    assert packages[0].document["asked_twice"] == [], "what holds no more is not told"


def test_what_is_refused_cannot_be_passed_and_is_mended(
    parts: Services, packages: list[Package]
) -> None:
    app = opened(parts)

    async def story() -> None:
        await begin(app, "kyufukin")
        assert await answer_until_a_rule(app, BENEFIT | {"pledge": "decline"}) == "declined"
        await app.filing.accept_rule()
        assert at(app) is Screen.RULE
        app.visits.show(Screen.CHECK)
        await app.filing.begin_read_back()
        assert at(app) is Screen.RULE
        app.state.open_visit.filing.read_back_at = datetime.now(UTC)
        await app.confirm.confirm_spoken(PASSPHRASE)
        assert at(app) is not Screen.SEALED
        assert packages == []
        await app.filing.mend_for_rule()
        assert app.filing.question().id == "pledge"
        await app.filing.answer("agree")
        assert at(app) is Screen.CHECK
        await seal(app)

    asyncio.run(story())
    assert len(packages) == 1


def test_story_08_anothers_account_is_asked_and_travels(
    parts: Services, packages: list[Package]
) -> None:
    app = opened(parts)
    another = ACCOUNT | {"holder_kana": "ベツ ジン"}

    async def story() -> None:
        await begin(app, "kyufukin")
        assert await answer_until_a_rule(app, BENEFIT | {"account": another}) == "holder"
        await app.filing.accept_rule()
        assert await answer_until_a_rule(app, BENEFIT) is None
        await seal(app)

    asyncio.run(story())
    assert [one["rule"] for one in packages[0].document["asked_twice"]] == ["holder"]


def test_what_a_card_or_an_earlier_procedure_filled_in_is_ruled_as_well(parts: Services) -> None:
    app = opened(parts)

    async def story() -> None:
        await begin(app, "card_kenko")
        young = {"name": "見本　太郎", "birth_date": "2006-01-01", "phone": "0977211111"}
        kenko = {"need": ["expiry"], "booking": "any", "notice": "no"}
        assert await answer_until_a_rule(app, young | kenko) is None
        await seal(app)
        await app.visits.choose(("keiro_bus",))
        await app.filing.start(Source.RESIDENT)
        assert at(app) is Screen.RULE, "before anything is asked in vain"
        said = app.filing.rule()
        assert said is not None
        assert said.rule.id == "under_70"
        await app.filing.mend_for_rule()
        assert app.filing.question().id == "birth_date"

    asyncio.run(story())


def test_a_notice_is_read_once_and_is_no_second_yes(
    parts: Services, packages: list[Package]
) -> None:
    app = opened(parts)

    async def story() -> None:
        await begin(app, "juminhyo", ActorKind.AGENT)
        given = {
            "name": "見本", "birth_date": "1945-04-03", "address": "見本市", "phone": "0977211111",
            "about": "applicant", "whose": "one", "extras": ["my_number"], "copies": 1,
            "purpose": "", "receive": "post", "letter": None,
        }  # fmt: skip
        assert await answer_until_a_rule(app, given) == "number_by_post"
        await app.filing.accept_rule()
        assert at(app) is Screen.CHECK
        await seal(app)

    asyncio.run(story())
    assert packages[0].document["asked_twice"] == []


KENKO: dict[str, Any] = {
    "name": "見本　太郎", "birth_date": "1945-04-03", "phone": "0977211111",
    "need": ["expiry"], "booking": "any", "notice": "no",
}  # fmt: skip
