"""Every task, every fault, every habit: the right result or the right error, and never a try
by accident. The number of VERIFY commands that brought a secret is what the card itself counted.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from card_reader import (
    Card,
    CardError,
    CardRemoved,
    CardUnreadable,
    CertificateKind,
    PinTries,
    WrongPin,
    layout,
)
from card_reader.pcsc import PcscSource
from card_reader.simulated import SimulatedDesk, SimulatedSource
from card_reader.simulated.chip import Habits
from card_reader.simulated.faults import Fault
from card_reader.simulated.issue import NUMBER_FILE, VERIFICATION_A
from card_reader.simulated.persons import BY_KEY
from tests.card_reader.pcsc_stack import PcscStack

pytestmark = pytest.mark.slow  # ./check quick leaves it out

TARO = BY_KEY["taro"]
DIGEST = hashlib.sha256(b"form").digest()
FULL = PinTries(3, 5, 3, 10)

# Task, and how many secrets it presents when all goes well.
TASKS: dict[str, tuple[Callable[[Card], object], int]] = {
    "kind": (Card.kind, 0),
    "tries": (Card.tries, 0),
    "attributes_by_b": (lambda c: c.attributes_by_verification_b(TARO.verification_b), 1),
    "attributes_by_pin": (lambda c: c.attributes_by_pin("1234"), 1),
    "front": (lambda c: c.front_by_verification_b(TARO.verification_b), 1),
    "authentication_certificate": (Card.authentication_certificate, 0),
    "signature_certificate": (lambda c: c.signature_certificate("ABC123"), 1),
    "authority": (lambda c: c.authority_certificate(CertificateKind.SIGNATURE), 0),
    "sign": (lambda c: c.sign_digest(CertificateKind.SIGNATURE, "ABC123", DIGEST), 1),
    "authenticate": (
        lambda c: c.sign_digest(CertificateKind.USER_AUTHENTICATION, "1234", DIGEST),
        1,
    ),
    "information": (Card.support_information, 0),
    "number_of_the_chip": (Card.manufacturing_number, 0),
}
HABITS = {
    "as_measured": Habits(),
    "reselect_keeps": Habits(reselect_clears=False),
    "short_reader": Habits(takes_extended=False, takes_short_ef=False),
    "get_response": Habits(get_response=True),
    "exact_length": Habits(exact_length=True, takes_extended=False),
    "end_of_file": Habits(end_sw=0x6282, longest_answer=128),
    "says_verified": Habits(says_verified=True, blocked_sw=0x6983, wrong_sw=0x6300),
}
# After a fault a task may end in these and in nothing else.
EXPECTED: dict[Fault, tuple[type[CardError], ...]] = {
    Fault.REMOVE: (CardRemoved,),
    Fault.LOSE_ANSWER: (CardRemoved,),
    Fault.RESET: (CardRemoved,),
    Fault.GARBAGE: (CardUnreadable, CardRemoved),
    Fault.HALF: (CardError,),
}


def outcome(work: Callable[[Card], object], card: Card) -> object:
    try:
        return work(card)
    except CardError as error:
        return error


@pytest.mark.parametrize("habits", HABITS.values(), ids=HABITS)
@pytest.mark.parametrize("task", TASKS)
def test_every_task_works_with_every_habit(practice_keys: Path, task: str, habits: Habits) -> None:
    work, presents = TASKS[task]
    desk = SimulatedDesk(practice_keys, habits)
    desk.put("taro")
    with SimulatedSource(desk).open() as card:
        found = work(card)
        assert found is not None
        assert len(desk.chip().presented) == presents
        asked = desk.chip().asked_for
        assert not asked & {
            (layout.SUPPORT, NUMBER_FILE),
            (layout.SUPPORT, VERIFICATION_A),
            (layout.VISUAL, 0x05),  # the number's picture
            (layout.VISUAL, 0x13),  # 照合番号A of this application
        }
    with SimulatedSource(desk).open() as card:
        assert card.tries() == FULL


@pytest.mark.parametrize("clears", [True, False], ids=["select_clears", "select_keeps"])
@pytest.mark.parametrize("fault", EXPECTED)
@pytest.mark.parametrize("task", TASKS)
def test_every_fault_at_every_command(
    practice_keys: Path, task: str, fault: Fault, clears: bool
) -> None:
    work, presents = TASKS[task]
    desk = SimulatedDesk(practice_keys, Habits(reselect_clears=clears))
    desk.put("taro")
    with SimulatedSource(desk).open() as card:
        right = work(card)
    commands = len(desk.chip().log)
    for after in range(commands):
        desk.put("taro")
        desk.chip().presented.clear()
        with SimulatedSource(desk).open() as card:
            desk.fail(fault, after)
            found = outcome(work, card)
        if isinstance(found, CardError):
            assert isinstance(found, EXPECTED[fault]), (after, found)
        elif fault is not Fault.HALF:
            assert repr(found) == repr(right)
        desk.put("taro")
        assert len(desk.chip().presented) <= presents
        with SimulatedSource(desk).open() as card:
            assert card.tries() == FULL, (after, found)


def test_a_card_that_stalls_is_waited_for(desk: SimulatedDesk) -> None:
    desk.put("taro")
    with SimulatedSource(desk).open() as card:
        desk.fail(Fault.STALL, 2)
        assert card.attributes_by_pin("1234").name == TARO.name


@pytest.mark.parametrize("after", range(4))
def test_a_wrong_pin_is_presented_once_also_when_its_answer_is_lost(
    desk: SimulatedDesk, after: int
) -> None:
    desk.put("taro")
    with SimulatedSource(desk).open() as card:
        desk.fail(Fault.LOSE_ANSWER, after)
        found = outcome(lambda c: c.attributes_by_pin("9999"), card)
    assert isinstance(found, CardRemoved | WrongPin)
    desk.put("taro")
    presented = len(desk.chip().presented)
    assert presented == (1 if after >= 2 else 0)
    with SimulatedSource(desk).open() as card:
        assert card.tries().input_support == 3 - presented


@pytest.mark.pcsc
@pytest.mark.parametrize("select", ["clears", "keeps"])
@pytest.mark.parametrize("fault", [Fault.LOSE_ANSWER, Fault.RESET])
@pytest.mark.parametrize("task", TASKS)
def test_the_same_through_pcscd(stack: PcscStack, task: str, fault: Fault, select: str) -> None:
    work, presents = TASKS[task]
    source = PcscSource()
    stack.command(f"select {select}")
    stack.put("taro")
    with source.open() as card:
        work(card)  # the reader is known from here on
        before = stack.command("log")
        work(card)
        after = stack.command("log")
        commands = len(after["log"]) - len(before["log"])
        assert after["presented"] - before["presented"] == presents
        stack.command(f"fail {fault} {commands // 2}")
        found = outcome(work, card)
    stack.command("put taro")
    assert isinstance(found, CardError)
    assert stack.command("log")["presented"] - after["presented"] <= presents
    stack.put("taro")
    with source.open() as card:
        assert card.tries() == FULL
    stack.command("select clears")
