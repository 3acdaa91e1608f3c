"""The same person and procedure on one tablet and day is asked: over restarts, by whoever files."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from field_app.document.inputs import Actor
from field_app.flow.app import App
from field_app.flow.base.services import Services
from field_app.procedure.definition.filer import ActorKind
from field_app.procedure.definition.provenance import Source
from field_app.state.screen import Screen
from sync.wire.package import Package
from tests.field_app.flow.counter import enrol, started
from tests.field_app.flow.rules.test_rules import (
    KENKO,
    answer_until_a_rule,
    at,
    packages,
    seal,
)
from tests.field_app.flow.test_witness import PASSPHRASE, STAFF, opened
from tests.sync.city import make_city
from tests.sync.tablet.staff import on_disk

__all__ = ["packages"]

COLLEAGUE, THEIRS = "mihon-b", "demado-itsuki-2026"


@pytest.fixture
def real_city(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the invented city of the tests stand for a real one."""
    monkeypatch.setattr(Services, "is_practice", property(lambda _: False))


@pytest.fixture
def tablet(tmp_path: Path) -> Iterator[Path]:
    """A tablet with two members of staff, that is started again and again."""
    city = make_city(tmp_path / "city")
    enrol(city, tmp_path / "tablet")
    with started(tmp_path / "tablet") as app:
        shift = app.services.vault.sign_in(STAFF, PASSPHRASE)
        app.services.vault.add_staff(COLLEAGUE, "見本 いつき", THEIRS, by=shift)
    yield tmp_path / "tablet"
    city.store.close()


async def file_kenko(app: App, **changes: Any) -> str | None:
    """Begin a visit and fill in card_kenko; return the rule that stops it."""
    await app.visits.begin()
    await app.identity.accept_interview()
    await app.identity.came(Actor(ActorKind.SELF))
    await app.visits.choose(("card_kenko",))
    await app.filing.start(Source.STAFF)
    return await answer_until_a_rule(app, KENKO | changes)


async def file_once(app: App) -> None:
    assert await file_kenko(app) is None
    await seal(app)
    await app.visits.close()


@pytest.mark.usefixtures("real_city")
def test_the_same_person_and_procedure_of_the_same_day_is_asked(
    parts: Services, packages: list[Package]
) -> None:
    app = opened(parts)

    async def story() -> None:
        await app.staff.sign_in(STAFF, PASSPHRASE)
        await file_once(app)
        assert await file_kenko(app, name="見本　花子") is None
        await app.staff.home()
        assert await file_kenko(app, birth_date="1945-04-04") is None
        await app.staff.home()
        assert await file_kenko(app, name="見本 太郎") == "filed_today", "blanks are no other name"
        said = app.filing.rule()
        assert said is not None
        assert said.strength == "ask", "two people may have one name and one birthday"
        await app.filing.accept_rule()
        while at(app) is Screen.QUESTION:
            await app.filing.answer(KENKO[app.filing.question().id])
        await seal(app)

    asyncio.run(story())
    told = [[one["rule"] for one in package.document["asked_twice"]] for package in packages]
    assert told == [[], ["filed_today"]]
    assert "見本" not in repr(parts.filed)


@pytest.mark.usefixtures("real_city")
@pytest.mark.parametrize("second", [(STAFF, PASSPHRASE), (COLLEAGUE, THEIRS)])
def test_it_is_asked_after_a_restart_and_by_a_colleague(
    tablet: Path, second: tuple[str, str]
) -> None:
    async def story(who: tuple[str, str], rule: str | None) -> None:
        with started(tablet) as app:
            await app.staff.sign_in(*who)
            assert await file_kenko(app) == rule
            if rule is None:
                await seal(app)

    asyncio.run(story((STAFF, PASSPHRASE), None))
    held = on_disk(tablet)
    assert "太郎".encode() not in held
    assert b"1945-04-03" not in held
    asyncio.run(story(second, "filed_today"))


@pytest.mark.usefixtures("real_city")
def test_the_end_of_a_shift_forgets_what_was_filed(parts: Services) -> None:
    app = opened(parts)

    async def story() -> None:
        await app.staff.sign_in(STAFF, PASSPHRASE)
        await file_once(app)
        await app.shift.end(erase_half_done=True, leave_unsent=True)
        assert not parts.filed.found.digests
        await app.staff.sign_in(STAFF, PASSPHRASE)
        assert await file_kenko(app) is None

    asyncio.run(story())
    assert parts.store.rows("select 1 from filed") == []


def test_a_lock_takes_it_out_of_memory_only(parts: Services) -> None:
    app = opened(parts)

    async def story() -> None:
        await app.staff.sign_in(STAFF, PASSPHRASE)
        await file_once(app)
        await app.filing.start(Source.STAFF)
        app.staff.lock()
        assert not parts.filed.found.digests

    asyncio.run(story())
    assert len(parts.store.rows("select 1 from filed")) == 1


def test_in_practice_it_is_told_and_marked_as_practice(
    parts: Services, packages: list[Package]
) -> None:
    app = opened(parts)

    async def story() -> None:
        await app.staff.sign_in(STAFF, PASSPHRASE)
        await file_once(app)
        assert await file_kenko(app) == "filed_in_practice"
        said = app.filing.rule()
        assert said is not None
        assert said.strength == "tell"
        assert "これは練習です" in app.words(said.rule.words_key)
        await app.filing.accept_rule()
        assert await answer_until_a_rule(app, KENKO) is None
        await seal(app)

    asyncio.run(story())
    assert packages[1].document["asked_twice"] == []
    assert packages[1].document["marks"] == ["practice"]
