"""Who guesses waits; a clerk at their usual place waits for nobody else's guesses."""

import pytest

from sync.office.access.back_off import FREE_OF_AN_ADDRESS, FREE_TRIES, BackOff, Came
from tests.sync.office.console.browsers import Clock, OneConsole

HOME, OFFICE = Came("192.0.2.7"), Came("198.51.100.1")


@pytest.fixture
def back_off(one: OneConsole) -> BackOff:
    return BackOff(one.store, Clock())


def guess(back_off: BackOff, id: str, came: Came, times: int = FREE_TRIES) -> None:
    for _ in range(times):
        back_off.begin(id, came)


def test_guesses_count_for_every_worker(one: OneConsole, back_off: BackOff) -> None:
    guess(back_off, "clerk", HOME)
    assert BackOff(one.store, back_off.now_s).begin("clerk", HOME) > 0


def test_guesses_of_one_clerk_hold_up_no_other(back_off: BackOff) -> None:
    guess(back_off, "clerk", HOME)
    assert back_off.begin("clerk", HOME) == 2
    assert back_off.begin("second", HOME) == 0


def test_many_guesses_of_one_address_wait_whomever_they_guess(back_off: BackOff) -> None:
    for number in range(FREE_OF_AN_ADDRESS):
        assert back_off.begin(f"clerk-{number}", HOME) == 0
    assert back_off.begin("another", HOME) > 0
    assert back_off.begin("another", OFFICE) == 0


def test_a_known_browser_waits_for_no_guesses_of_others(back_off: BackOff) -> None:
    at_desk = Came(OFFICE.address, "digest of the browser at the desk")
    guess(back_off, "clerk", OFFICE, 30)
    assert back_off.begin("clerk", OFFICE) > 0
    assert back_off.begin("clerk", at_desk) == 0
    guess(back_off, "clerk", at_desk)
    assert back_off.begin("clerk", at_desk) > 0, "its own wrong ones count"


def test_this_machine_is_no_address_that_tells_clerks_apart(back_off: BackOff) -> None:
    for address in ("127.0.0.1", "::1", "", "testclient"):
        for number in range(FREE_OF_AN_ADDRESS + 1):
            assert back_off.begin(f"{address}{number}", Came(address)) == 0


def test_right_ones_do_not_count_for_an_address(back_off: BackOff) -> None:
    for number in range(3 * FREE_OF_AN_ADDRESS):
        id = f"clerk-{number}"
        assert back_off.begin(id, OFFICE) == 0
        back_off.clear(id, OFFICE)


async def test_a_clerk_signs_in_at_the_desk_while_others_guess(one: OneConsole) -> None:
    right = {"clerk": "clerk", "passphrase": "demado-office-2026"}
    wrong = {**right, "passphrase": "not the passphrase"}
    async with one.browser() as desk, one.browser() as thief:
        assert (await desk.post("/sign-in", data=right)).status_code == 303
        for _ in range(FREE_TRIES + 1):
            assert (await thief.post("/sign-in", data=wrong)).status_code == 403
        assert (await thief.post("/sign-in", data=right)).status_code == 403, "it has to wait"
        assert (await desk.post("/sign-in", data=right)).status_code == 303
        thief.cookies.set("demado_browser_80", "a value that no office gave")
        assert (await thief.post("/sign-in", data=right)).status_code == 403
