"""A benefit lists the household: each person once, never the applicant, as far as the city."""

import asyncio
from datetime import UTC, date, datetime
from typing import Any

import pytest

from field_app.flow.base.services import Services
from field_app.platform.assets_folder import assets_folder
from field_app.procedure.answers import missing
from field_app.procedure.correction import earlier_answers
from field_app.procedure.definition.provenance import Source
from field_app.procedure.kinds.kind import ValidationContext
from field_app.procedure.known import Circumstances
from field_app.procedure.load import load_procedure
from field_app.state.screen import Screen
from sync.office.parsing.alike import alike_of
from sync.office.parsing.shape import shown_of
from sync.wire.messages.returned import Returned, ReturnedAnswer
from sync.wire.package import Package
from tests.field_app.flow.rules.test_rules import BENEFIT, answer_until_a_rule, at, begin, seal
from tests.field_app.flow.rules.test_rules import packages as packages
from tests.field_app.flow.test_witness import PASSPHRASE, STAFF, opened

BENEFIT_ID = "kyufukin"
APART = {"postal": "", "text": "見本県見本市別の町4-5-6"}
HIMSELF: dict[str, Any] = {
    "name": "見本　太郎", "relation": "本人", "birth_date": "1945-04-03", "address": "same",
}  # fmt: skip
WIFE: dict[str, Any] = {
    "name": {"family": "見本", "given": "花子", "family_kana": "みほん", "given_kana": "はなこ"},
    "relation": "妻", "birth_date": "昭和25年1月2日", "address": "same",
}  # fmt: skip
SON: dict[str, Any] = {
    "name": "見本　一郎", "relation": "子", "birth_date": "1975-99-99", "address": APART,
}  # fmt: skip


def test_a_household_is_listed_mended_kept_over_a_restart_and_filed(
    parts: Services, packages: list[Package]
) -> None:
    first, second = opened(parts), opened(parts)
    three = BENEFIT | {"members": 3, "others": [HIMSELF, WIFE]}

    async def story() -> None:
        await begin(first, BENEFIT_ID)
        assert await answer_until_a_rule(first, three) == "applicant_listed"
        await first.filing.accept_rule()
        assert at(first) is Screen.RULE, "an applicant is never listed again"
        await first.filing.mend_for_rule()
        assert first.filing.question().id == "others"
        await first.filing.answer([WIFE, WIFE])
        said = first.filing.rule()
        assert said is not None
        assert (said.rule.id, said.strength) == ("listed_twice", "ask")
        await first.filing.mend_for_rule()
        await first.filing.answer([SON, WIFE])
        await second.staff.sign_in(STAFF, PASSPHRASE)
        await second.visits.resume(second.state.visits[0].id)
        await second.filing.start(Source.RESIDENT)
        assert await answer_until_a_rule(second, BENEFIT) is None
        await seal(second)

    asyncio.run(story())
    document = packages[0].document
    (household,) = [one for one in document["answers"] if one["export"] == "世帯員"]
    son, wife = household["value"]
    assert [son["name"]["given"], wife["name"]["kana"]] == ["一郎", "ミホン ハナコ"]
    assert (wife["address"], son["address"]["text"]) == ("same", APART["text"])
    assert son["address"]["parts"]
    assert household["display"].split("\n") == [
        "見本　一郎 子 昭和50年（月日不詳） 見本県見本市別の町4-5-6",
        "見本　花子（ミホン ハナコ） 妻 昭和25年1月2日（1950年） 同じ住所",
    ]
    assert document["procedure"]["version"] == 2
    assert document["asked_twice"] == []
    assert document["person"]["name"] == "見本　太郎", "who is listed is nobody's applicant"
    shown = shown_of(document)["answers"]
    assert household["display"] in [one["display"] for one in shown]
    (listed,) = alike_of(document)["listed"]
    assert listed.split("\n")[:3] == [BENEFIT_ID, "見本 花子", "1950-01-02"], "whole births only"


def test_two_who_look_like_one_are_filed_after_a_second_yes(
    parts: Services, packages: list[Package]
) -> None:
    app = opened(parts)
    three = BENEFIT | {"members": 3, "others": [WIFE, WIFE]}

    async def story() -> None:
        await begin(app, BENEFIT_ID)
        assert await answer_until_a_rule(app, three) == "listed_twice"
        await app.filing.accept_rule()
        assert await answer_until_a_rule(app, three) is None
        await seal(app)

    asyncio.run(story())
    assert [one["rule"] for one in packages[0].document["asked_twice"]] == ["listed_twice"]


EARLIER = {"birth_date": "1945-04-03", "is_head": "yes", "taxed": "none"}


@pytest.mark.parametrize(("members", "lists"), [(1, False), (3, True)])
def test_what_the_earlier_version_filed_comes_back_and_its_household_is_listed(
    members: int, lists: bool
) -> None:
    """Version 1 asked how many people a household has, and no list of them."""
    now = load_procedure(assets_folder() / "procedures" / f"{BENEFIT_ID}.toml")
    kinds = {one.id: one.kind for one in now.questions}
    at, filed = datetime(2026, 11, 20, tzinfo=UTC), EARLIER | {"members": members}
    answers = tuple(
        ReturnedAnswer(id, "", value, str(value), "resident", at.isoformat(), kinds[id])
        for id, value in filed.items()
    )
    context = ValidationContext(date(2026, 11, 23))
    found = earlier_answers(now, Returned(BENEFIT_ID, 1, answers), context)
    assert {id: one.value for id, one in found.items()} == filed
    asked = [one.id for one in missing(now, found, Circumstances(context.today, actor="self"))]
    assert ("others" in asked) is lists
    assert not {*asked} & {*filed}
