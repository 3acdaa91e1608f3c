"""Who may read the log finds in it who did what, and each month's unusual reading."""

from sync.office.audit.kind_names import KIND_NAMES
from sync.wire.events.event_kinds import OFFICE_KINDS
from tests.sync.office.console.browsers import SIGNED_IN, OneConsole

NAME = "庁内 見本"


def test_every_kind_of_event_has_a_name() -> None:
    assert set(OFFICE_KINDS) <= set(KIND_NAMES)


async def test_the_log_is_searched_by_clerk_kind_and_day(one: OneConsole) -> None:
    async with one.browser() as web:
        await web.post("/sign-in", data=SIGNED_IN)
        one.evidence.put("opened", clerk="clerk", envelope="ab" * 16)
        one.evidence.put("opened", clerk="other", envelope="cd" * 16)
        shown = (await web.get("/audit?kind=opened&clerk=clerk")).text
        assert f'href="/applications/{"ab" * 16}"' in shown
        assert f'href="/applications/{"cd" * 16}"' not in shown
        assert "その記録はありません" in (await web.get("/audit?day=2001-01-01")).text
        assert "その記録はありません" in (await web.get("/audit?clerk=%00&kind=x")).text
    assert one.said()[-1] == ("log_read", "clerk")


async def test_older_events_are_one_click_away_and_none_comes_twice(one: OneConsole) -> None:
    for number in range(150):
        one.evidence.put("opened", clerk="clerk", envelope=f"{number:032x}")
    async with one.browser() as web:
        await web.post("/sign-in", data=SIGNED_IN)
        first = (await web.get("/audit?kind=opened")).text
        seq = first.rpartition("/audit?before=")[2].partition("&")[0]
        second = (await web.get(f"/audit?kind=opened&before={seq}")).text
    shown = [f"{number:032x}" for number in range(150)]
    assert [(one in first) + (one in second) for one in shown] == [1] * 150


async def test_a_months_reading_is_shown_by_name(one: OneConsole) -> None:
    one.evidence.put("opened", clerk="clerk", envelope="ab" * 16)
    async with one.browser() as web:
        await web.post("/sign-in", data=SIGNED_IN)
        assert (
            f'<bdi>{NAME}</bdi></th><td data-label="ひらいた申請">1</td>'
            in (await web.get("/audit/reading")).text
        )
        assert "ありません" in (await web.get("/audit/reading?month=2001-01")).text
        assert (await web.get("/audit/reading?month=nonsense")).status_code == 200
