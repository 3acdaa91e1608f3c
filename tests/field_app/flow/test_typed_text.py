"""No page of the tablet takes an individual number, and what else was typed stays."""

import asyncio

from field_app.document.inputs import Actor
from field_app.flow.base.services import Services
from field_app.flow.joining import NewStaff
from field_app.procedure.definition.filer import ActorKind
from field_app.procedure.definition.provenance import Source
from field_app.procedure.kinds import KINDS
from field_app.state.screen import Screen
from field_app.words.typed_text import IndividualNumberTyped
from field_app.words.words import LANGUAGES, Words
from tests.field_app.flow.test_witness import PASSPHRASE, STAFF, opened
from tests.sync.tablet.staff import on_disk

NUMBER, KEY = "１２３４-５６７８-９０１８", IndividualNumberTyped.message_key


def test_mended_20_no_page_takes_an_individual_number(parts: Services) -> None:
    app = opened(parts)

    def refused(key: str = KEY) -> bool:
        problem = app.state.problem
        return problem is not None and problem.message_key == key

    async def story() -> None:
        await app.staff.sign_in(STAFF, PASSPHRASE)
        await app.shift.add_colleague(NewStaff("b", f"見本 {NUMBER}", PASSPHRASE), PASSPHRASE)
        assert refused()
        await app.sending.find(NUMBER)
        assert refused()
        await app.visits.begin()
        await app.identity.accept_interview()
        for actor in (
            Actor(ActorKind.HOUSEHOLD, f"見本 {NUMBER}", "母", "card"),
            Actor(ActorKind.HOUSEHOLD, "見本", f"母 {NUMBER}", "card"),
        ):
            await app.identity.came(actor)
            assert refused()
            assert app.state.screen is Screen.ACTOR
        await app.identity.came(Actor(ActorKind.SELF))
        await app.visits.choose(("kaigo_saikofu",))
        await app.filing.start(Source.RESIDENT)
        assert app.filing.question().id == "name"
        await app.filing.answer(f"見本　花子　{NUMBER}")
        assert refused("kinds.p_name"), "no digit at all stands in a name"
        assert app.filing.question().id == "name", "the page stays with what was typed"
        await app.filing.answer("見本　花子")
        assert app.state.problem is None

    asyncio.run(story())
    assert b"123456789018" not in on_disk(parts.store.space.folder)


def test_who_came_is_written_by_the_rule_of_every_name(parts: Services) -> None:
    app = opened(parts)

    async def story() -> None:
        await app.staff.sign_in(STAFF, PASSPHRASE)
        await app.visits.begin()
        await app.identity.accept_interview()
        for name in ("見本\0息子", "●本", "見本３世"):
            await app.identity.came(Actor(ActorKind.HOUSEHOLD, name, "子"))
            assert app.state.problem is not None, name
            assert app.state.screen is Screen.ACTOR
        await app.identity.came(Actor(ActorKind.HOUSEHOLD, "見本\u202e\t息子", "子\u200b"))
        actor = app.state.open_visit.actor
        assert actor is not None
        assert (actor.name, actor.relation) == ("見本　息子", "子")

    asyncio.run(story())


def test_mended_20_numbers_of_their_own_kind_are_no_text() -> None:
    bank = {"bank_code": "1234", "branch_code": "567", "number": "8901812", "bank": "見本"}
    assert list(KINDS["phone"].free_texts("090-1234-5678")) == []
    assert list(KINDS["bank_account"].free_texts(bank)) == ["見本", "", ""]
    assert list(KINDS["address"].free_texts({"postal": "8740000", "text": "x"})) == ["8740000", "x"]


def test_mended_20_the_sentence_says_what_to_take_out_and_that_the_rest_stays() -> None:
    for language, stays in zip(LANGUAGES, ("残って", "のこって", "still here"), strict=True):
        assert stays in Words(language)(KEY)
