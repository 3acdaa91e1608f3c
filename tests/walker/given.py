"""Make what a person may type or choose for a question: fit, left empty, or not fit at all."""

from collections.abc import Callable
from random import Random
from typing import Any, Final

from field_app.procedure.answers import UNKNOWN
from field_app.procedure.definition.model import Question
from tests.walker.days import Days

NAMES: Final = ("見本　花子", "𠮷田　太郎", "MIHON HANAKO", "髙﨑　邉", "見本（旧姓）　花子")
KANA: Final = ("ミホン　ハナコ", "みほん　たろう", "ﾖｼﾀﾞ ﾀﾛｳ")
TEXTS: Final = ("水にぬれた", "ころんでから あるけない", "３丁目の角", "a", "電話は 午前に")
ADDRESSES: Final = ("見本県見本市青葉町1-2-3", "見本市北浜二丁目３番", "別の町4-5-6 見本荘101")
PHONES: Final = ("0977-21-1111", "09012345678", "0120-000-000", "０９７７２１１１１１")
BANKS: Final = (
    {"kind": "bank", "bank_code": "0001", "branch_code": "001", "account_type": "ordinary",
     "number": "1234567", "holder_kana": "ミホン　ハナコ"},
    {"kind": "bank", "bank_code": "0183", "branch_code": "017", "account_type": "savings",
     "number": "12345", "holder_kana": "ベツ　ジロウ"},
    {"kind": "yucho", "symbol": "10530", "number": "12345671", "holder_kana": "ミホン　ハナコ"},
    {"kind": "public"},
)  # fmt: skip
BAD: Final = ("", "??", "あ" * 300, "99月99日", "123456789018", "-1")
# What a page hands over for a kind that is no text, with nothing entered.
EMPTY: Final[dict[str, Any]] = {
    "choices": [],
    "people": [],
    "person_name": {"name": "？"},
    "address": {"postal": "", "text": ""},
    "bank_account": {"kind": "bank", "bank_code": "9999"},
    "consent": "",
    "choice": "",
    "yes_no": "",
    "about": "",
}


def fit(question: Question, dice: Random, days: Days) -> Any:
    """Return something that most people might answer; now and then nothing or 「わからない」."""
    if question.may_be_unknown and dice.random() < 0.2:
        return UNKNOWN
    if not question.required and dice.random() < 0.4:
        return None
    if question.kind in DATED:
        return DATED[question.kind](days, question, dice)
    return MADE[question.kind](question, dice)


def unfit(question: Question, dice: Random) -> Any:
    """Return something that the question hardly takes, in the form in which its page hands it."""
    bad = dice.choice(BAD)
    return EMPTY.get(question.kind, bad)


def _text(question: Question, dice: Random) -> str:
    return dice.choice(TEXTS)[: question.maximum or 50]


def _number(question: Question, dice: Random) -> int:
    low = question.minimum or 0
    return dice.randint(low, question.maximum or low + 5)


def _choices(question: Question, dice: Random) -> list[str]:
    if question.exclusive is not None and dice.random() < 0.3:
        return [question.exclusive]
    free = [one for one in question.options if one != question.exclusive]
    return dice.sample(free, dice.randint(1, len(free)))


def _name(question: Question, dice: Random) -> dict[str, str]:
    name = {"name": dice.choice(NAMES)}
    return name | ({"kana": dice.choice(KANA)} if question.with_kana else {})


def _people(days: Days, question: Question, dice: Random) -> list[dict[str, Any]]:
    most = min(question.maximum or 3, 3)
    found = []
    for _ in range(dice.randint(question.minimum or 1, max(question.minimum or 1, most))):
        parts: dict[str, Any] = {
            "birth_date": days.born(question, dice),
            "relation": dice.choice(("妻", "長男", "母")),
            "address": dice.choice(("same", _address(question, dice))),
        }
        one: dict[str, Any] = {"name": _name(question, dice)}
        found.append(one | {name: parts[name] for name in question.parts})
    return found


def _address(_: Question, dice: Random) -> dict[str, str]:
    return {"postal": "", "text": dice.choice(ADDRESSES)}


def _account(question: Question, dice: Random) -> dict[str, str]:
    return dice.choice(BANKS[: None if question.public_account else -1])


def _of(*values: Any) -> Callable[[Question, Random], Any]:
    return lambda _, dice: dice.choice(values)


def _option(question: Question, dice: Random) -> str:
    return dice.choice(question.options)


# One line a kind, here or below; a kind without one fails the walker's own test.
MADE: Final[dict[str, Callable[[Question, Random], Any]]] = {
    "text": _text,
    "kana": _of(*KANA),
    "person_name": _name,
    "number": _number,
    "amount": _of("1万2千円", "5000", "０"),
    "insurer_number": _of("282152"),
    "insured_number": _of("0000123456", "００００１２３４５６"),
    "choice": _option,
    "choices": _choices,
    "yes_no": _of("yes", "no"),
    "consent": _of("agree", "agree", "decline"),
    "about": _option,
    "address": _address,
    "phone": _of(*PHONES),
    "bank_account": _account,
    "attachment": _of(None),
}
DATED: Final[dict[str, Callable[[Days, Question, Random], Any]]] = {
    "date": Days.day,
    "month": Days.month,
    "people": _people,
}
