"""Office or home: by the network, fixed at the sign-in, asked anew at each click."""

from ipaddress import ip_network

import pytest

from sync.office.access.orders import AccessOrders
from sync.office.access.places import WorkPlace
from sync.office.commands.office import main
from sync.office.keys.key_file import OFFICE_FILE
from sync.wire.package import Part
from tests.sync.office.access.at_console import posted
from tests.sync.office.console.browsers import SIGNED_IN, OneConsole, csrf_at, is_in
from tests.sync.office.console.filed import DOCUMENT, Filed

OFFICE, HOME = "10.1.2.3", "203.0.113.7"
ACCOUNT = {
    "question": "account", "label": "振込先", "source": "resident",
    "display": "みほん銀行（９９９９） 本店（001） 普通 1234567",
    "value": {"kind": "bank", "bank_code": "9999", "branch_code": "001", "number": "1234567"},
    "was": {"display": "みほん銀行 7654321", "source": "card"},
}  # fmt: skip


@pytest.fixture
def city(one: OneConsole) -> OneConsole:
    """An office with a network of its own, whose clerk may work from home."""
    one.clerks.places.name([ip_network("10.1.0.0/16"), ip_network("2001:db8:1::/48")])
    orders = AccessOrders(one.store, one.evidence)
    orders.let_home("clerk", allowed=True, by="clerk")
    return one


def test_an_address_is_the_office_only_by_a_named_network(city: OneConsole) -> None:
    places = city.clerks.places
    for inside in ("10.1.0.0", "10.1.255.255", "::ffff:10.1.2.3", "2001:db8:1::7"):
        assert places.of(inside) is WorkPlace.OFFICE
    for outside in ("10.2.0.1", "127.0.0.1", "::1", "2001:db8:2::7", "", "unknown", "10.1.2.3, x"):
        assert places.of(outside) is WorkPlace.TELEWORK
    places.name([])
    assert places.of("203.0.113.7") is WorkPlace.OFFICE


async def test_without_leave_nobody_signs_in_from_home(city: OneConsole) -> None:
    AccessOrders(city.store, city.evidence).let_home("clerk", allowed=False, by="clerk")
    async with city.browser(came_from=HOME) as web:
        told = await web.post("/sign-in", data=SIGNED_IN)
        assert (told.status_code, "在宅の許可" in told.text) == (403, True)
        assert not await is_in(web)
        assert "set-cookie" not in told.headers
    assert city.store.rows("select * from clerk_session") == []
    async with city.browser(came_from=OFFICE) as web:
        assert (await web.post("/sign-in", data=SIGNED_IN)).status_code == 303
    assert [kind for kind, _ in city.said()].count("works_from") == 2


async def test_from_home_a_clerk_reads_and_decides_and_takes_nothing_away(
    city: OneConsole,
) -> None:
    form = Part("form.pdf", "application/pdf", b"%PDF-1.4")
    picture = {"part": "licence_1.jpg", "label": "免許証"}
    id = Filed(city).put(
        form, Part("licence_1.jpg", "image/jpeg", b"x"), attachments=[picture],
        answers=[*DOCUMENT["answers"], ACCOUNT],
    )  # fmt: skip
    async with city.browser(came_from=OFFICE) as web:
        await web.post("/sign-in", data=SIGNED_IN)
        shown = (await web.get(f"/applications/{id}")).text
        assert 'href="/retention"' in (await web.get("/clerks")).text
        assert "1234567" in shown
        assert "licence_1.jpg" in shown
    async with city.browser(came_from=HOME) as web:
        await web.post("/sign-in", data=SIGNED_IN)
        shown = (await web.get(f"/applications/{id}")).text
        for hidden in (
            "1234567",
            "7654321",
            "９９９９",
            "form.pdf",
            "/licence_1.jpg",
            "data-print",
        ):
            assert hidden not in shown
        assert "みほん銀行（••••） 本店（•••） 普通 •••••••" in shown
        assert "見本　太郎" in shown
        assert shown.count("在宅からは見られません") >= 2
        for path in ("form.pdf", "licence_1.jpg", "form-with-evidence.pdf"):
            told = await web.get(f"/applications/{id}/{path}")
            assert (told.status_code, "在宅からは見られません" in told.text) == (403, True)
        bulk = await posted(web, "/bulk", action="accept", **{f"pick.{id}": "0"})
        assert (bulk.status_code, "何も変わっていません" in bulk.text) == (403, True)
        assert f"pick.{id}" not in (await web.get("/")).text
        assert 'href="/retention"' not in (await web.get("/clerks")).text
        given = {"status": "accepted", "message": "", "seen": "1"}
        assert (await posted(web, f"/applications/{id}", **given)).status_code == 303


async def test_two_beside_each_other_hide_accounts_too(city: OneConsole) -> None:
    filed = Filed(city)
    first, second = (filed.put(answers=[ACCOUNT]) for _ in range(2))
    async with city.browser(came_from=HOME) as web:
        await web.post("/sign-in", data=SIGNED_IN)
        shown = (await web.get(f"/applications/{first}/beside/{second}")).text
    assert "1234567" not in shown
    assert shown.count("•••••••") >= 2


@pytest.mark.parametrize(("begins", "goes_on"), [(OFFICE, HOME), (HOME, OFFICE)])
async def test_a_session_that_moves_ends_for_both(
    city: OneConsole, begins: str, goes_on: str
) -> None:
    async with city.browser(came_from=begins) as web, city.browser(came_from=goes_on) as moved:
        await web.post("/sign-in", data=SIGNED_IN)
        assert await is_in(web)
        moved.cookies.update(web.cookies)
        told = await moved.get("/")
        assert (told.status_code, "場所が変わったため" in told.text) == (403, True)
        assert not await is_in(web), "it is over in the first place too"
    assert city.said()[-1] == ("works_from", "clerk")


async def test_what_was_written_stays_when_the_place_changed(city: OneConsole) -> None:
    async with city.browser(came_from=OFFICE) as web, city.browser(came_from=HOME) as moved:
        await web.post("/sign-in", data=SIGNED_IN)
        secret = await csrf_at(web, "/clerks")
        moved.cookies.update(web.cookies)
        given = {"csrf": secret, "status": "returned", "message": "書きかけの文"}
        told = await moved.post(f"/applications/{'ab' * 16}", data=given)
        assert "書きかけの文" in told.text


async def test_a_leave_that_is_taken_back_ends_the_work_at_home(city: OneConsole) -> None:
    city.clerks.add("second", "庁内 見本二", "another-passphrase-of-ours", administrator=True)
    async with city.browser(came_from=HOME) as web, city.browser(came_from=OFFICE) as desk:
        await web.post("/sign-in", data=SIGNED_IN)
        given = {"clerk": "second", "passphrase": "another-passphrase-of-ours"}
        await desk.post("/sign-in", data=given)
        assert "在宅を許可しています" in (await desk.get("/clerks/clerk/roles")).text
        await posted(desk, "/clerks/clerk/telework", allowed="no")
        assert not await is_in(web)
        assert (await posted(desk, "/clerks/nobody/telework", allowed="yes")).status_code == 409
    assert [kind for kind, _ in city.said()].count("telework_allowed") == 2


async def test_networks_that_are_named_later_end_what_they_do_not_hold(one: OneConsole) -> None:
    async with one.browser(came_from=HOME) as web:
        await web.post("/sign-in", data=SIGNED_IN)
        assert await is_in(web)
        one.clerks.places.name([ip_network("10.1.0.0/16")])
        assert not await is_in(web)


def test_the_command_names_the_networks(
    one: OneConsole, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (one.folder / OFFICE_FILE).touch()
    where = ["--database", one.database] if one.database else []
    command = ["office", "places", "--data", str(one.folder), *where]
    named = ["--office", "10.1.0.0/16", "--office", "2001:db8::/32"]
    monkeypatch.setattr("sys.argv", [*command, *named])
    main()
    assert '"10.1.0.0/16", "2001:db8::/32"' in capsys.readouterr().out
    assert len(one.clerks.places.networks()) == 2
    for wrong in ("10.1.0.1/16", "office", "10.1.0.0/33"):
        monkeypatch.setattr("sys.argv", [*command, "--office", wrong])
        with pytest.raises(SystemExit):
            main()
    monkeypatch.setattr("sys.argv", command)
    main()
    assert one.clerks.places.networks() == ()
    assert [kind for kind, _ in one.said()].count("office_networks") == 2


async def test_who_leaves_takes_the_leave_along(city: OneConsole) -> None:
    city.clerks.add("second", "庁内 見本二", "another-passphrase-of-ours", administrator=True)
    city.clerks.remove("clerk")
    assert city.store.rows("select * from telework_clerk") == []
