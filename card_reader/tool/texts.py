"""The data of a command as lines for a person."""

from collections.abc import Callable, Iterator
from typing import Any

from card_reader.tool.words import Language, say

Say = Callable[..., str]


def lines(command: str, data: Any, language: Language) -> Iterator[str]:
    """Yield what a person reads on the terminal."""

    def in_words(key: str, **params: object) -> str:
        return say(language, key, **params)

    if command in _SHOW:
        yield from _SHOW[command](data, in_words)


def _readers(data: Any, words: Say) -> Iterator[str]:
    if not data:
        yield f"{words('reader')}: {words('none')}"
    for row in data:
        yield f"{row['reader']}  ({words('has_card' if row['has_card'] else 'no_card')})"


def _identity(data: Any, words: Say) -> Iterator[str]:
    for name in ("name", "address", "birth_date"):
        yield f"{words(name)}: {data[name]}"
    sex = data["sex"] if data["sex"] in "12" else "9"
    yield f"{words('sex')}: {words(f'sex_{sex}')}"


def _written(data: Any, words: Say) -> Iterator[str]:
    yield words("written", path=data["path"])


def _certificates(data: Any, words: Say) -> Iterator[str]:
    for row in data:
        yield f"{row['kind']}: {words('ends', day=row['not_after'][:10])}  {words(row['status'])}"
        yield f"    {row['issuer']}  {row['serial']}  {row['trust'] or ''}".rstrip()


def _pins(data: Any, words: Say) -> Iterator[str]:
    for name, left in data.items():
        shown = words("none") if left is None else words("tries_left", n=left)
        yield f"{words(name)}: {shown}"


def _health(data: Any, words: Say) -> Iterator[str]:
    titles = {
        "card": "card",
        "user_authentication": "user_authentication_certificate",
        "signature": "signature_certificate",
    }
    for name, title in titles.items():
        if term := data[name]:
            yield f"{words(title)}: {words('ends', day=term['ends_on'])}  {words(term['status'])}"
    if data["insurance_until"]:
        yield words("insurance", day=data["insurance_until"])
    yield from _pins(data["tries"], words)
    if data["is_test_card"]:
        yield words("test_card")
    yield f"{words('next')}: {words(data['next_step'])}"


def _changed(_: Any, words: Say) -> Iterator[str]:
    yield words("changed")


_SHOW: dict[str, Callable[[Any, Say], Iterator[str]]] = {
    "list": _readers,
    "identity": _identity,
    "photo": _written,
    "sign": _written,
    "certificates": _certificates,
    "pins": _pins,
    "health": _health,
    "change-pin": _changed,
}
