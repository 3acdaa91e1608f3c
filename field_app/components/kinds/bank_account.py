"""Draw the fields of an account: a bank that is looked for, ゆうちょ, or 公金受取口座."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import flet as ft

from field_app.components.entries.bank_finder import BankFinder
from field_app.components.entries.choices import Choice, ChoiceCards
from field_app.components.entries.chosen import Chosen
from field_app.components.entries.text_entry import Keyboard, TextEntry
from field_app.components.handlers import use_told
from field_app.components.kinds.entry import Asked, Entry
from field_app.components.language import use_words
from field_app.components.lookups import use_lookups
from field_app.components.newest import newest
from field_app.components.notes import InfoNote
from field_app.components.text import Heading, Paragraph
from field_app.design.guard import component
from field_app.design.layout import GAP, use_layout
from field_app.design.theme import use_sizes
from field_app.words.words import Words

BANK: Final = ("bank", "bank_code", "branch", "branch_code", "account_type", "number")
YUCHO: Final = ("symbol", "number")
FIELDS: Final = {"bank": BANK, "yucho": YUCHO}
TYPES: Final = ("ordinary", "current", "savings")
SYMBOL_DIGITS: Final = 5
DIGITS: Final = 7


@component
def BankEntry(
    *,
    name: str,
    value: object,
    on_change: Callable[[dict[str, str]], Any],
    takes_public: bool = False,
) -> ft.Control:
    """Draw the kind of account, and what its passbook shows, the bank first.

    Args:
        name: keys ``<name>.kind.bank``, ``<name>.kind.yucho``, ``<name>.kind.again``,
            ``<name>.<field>``.
        value: what it begins with, see :func:`account_parts`.
        on_change: called with every field of the kind after every change; may be ``async``.
        takes_public: whether the account that is registered for public money will do.
    """
    words, sizes, known = use_words(), use_sizes(), use_lookups()
    tell = use_told(on_change)
    parts, set_parts = ft.use_state(account_parts(value))

    def change(given: Mapping[str, str]) -> Any:
        set_parts(lambda now: account_parts({**now, **given}))
        return tell(newest(set_parts, parts))

    def changed(part: str) -> Callable[[str], Any]:
        return lambda text: change({part: text})

    def field(part: str) -> ft.Control:
        key = f"{name}.{part}"
        if part == "number" and parts["kind"] == "bank":
            return AccountNumber(name=key, value=parts[part], on_change=changed(part))
        return AccountField(part, name=key, value=parts[part], on_change=changed(part))

    kind = f"{name}.kind"
    shown: list[ft.Control] = [
        Chosen(
            words(f"components.s_account_{parts['kind']}"),
            words(f"components.l_account_{parts['kind']}"),
            name=kind,
            on_again=lambda: change({"kind": ""}),
        )
        if parts["kind"]
        else ChoiceCards(
            kinds_of(words, takes_public=takes_public), name=kind, on_change=changed("kind")
        )
    ]
    if parts["kind"] == "bank":
        table, near = known.tables.banks, known.near_banks
        shown.append(BankFinder(parts, name=name, table=table, near=near, on_choose=change))
    shown += [field(part) for part in asked_fields(parts)]
    return ft.Column(
        shown,
        spacing=sizes.gap,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def kinds_of(words: Words, *, takes_public: bool) -> list[Choice]:
    """Return the kinds of account as cards."""
    return [
        Choice(kind, words(f"components.s_account_{kind}"), words(f"components.l_account_{kind}"))
        for kind in ("bank", "yucho", *(["public"] if takes_public else []))
    ]


def account_parts(value: object) -> dict[str, str]:
    """Return the fields of *value*'s kind, as the answer's check takes them.

    A checked ゆうちょ account holds the number of the passbook as
    ``symbol_number``; it is shown again as the number. Without a kind only
    ``kind`` and ``holder_kana`` are there.
    """
    given = value if isinstance(value, Mapping) else {}
    kind = str(given.get("kind") or "")
    parts = {part: str(given.get(part) or "") for part in FIELDS.get(kind, ())}
    if kind == "yucho" and given.get("symbol_number"):
        parts["number"] = str(given["symbol_number"])
    return {"kind": kind, **parts, "holder_kana": str(given.get("holder_kana") or "")}


def asked_fields(parts: Mapping[str, str]) -> tuple[str, ...]:
    """Return the fields to fill in now: those of a bank once its branch is chosen."""
    if parts["kind"] == "yucho":
        return (*YUCHO, "holder_kana")
    if parts["kind"] == "bank" and parts["branch_code"]:
        return ("account_type", "number", "holder_kana")
    return ()


def padded(number: str) -> str:
    """Return a number of fewer than seven digits as the bank writes it; empty for any other."""
    is_short = number.isdecimal() and len(number) < DIGITS
    return number.zfill(DIGITS) if is_short else ""


@component
def AccountField(
    part: str, *, name: str, value: str, on_change: Callable[[str], Any]
) -> ft.Control:
    """Draw the field *part* of an account; *name* is its key."""
    words, layout = use_words(), use_layout()
    if part == "account_type":
        types = ChoiceCards(
            [Choice(kind, words(f"components.s_{kind}")) for kind in TYPES],
            name=name,
            value=value,
            on_change=on_change,
            columns=3 if layout.content_width > 700 * layout.text_scale else 1,
        )
        return stacked([Heading(words("components.s_account_type"), level=2), types])
    keyboard: Keyboard = "text" if part == "holder_kana" else "number"
    lengths = {"symbol": SYMBOL_DIGITS, "number": DIGITS + 1}
    return TextEntry(
        name=name,
        label=words(f"components.s_{part}"),
        value=value,
        on_change=on_change,
        keyboard=keyboard,
        max_length=lengths.get(part),
    )


@component
def AccountNumber(*, name: str, value: str, on_change: Callable[[str], Any]) -> ft.Control:
    """Draw the number of an account at a bank; one that is short shows the zeros in front."""
    words = use_words()
    field = TextEntry(
        name=name,
        label=words("components.s_account_number"),
        value=value,
        on_change=on_change,
        keyboard="number",
        max_length=DIGITS + 1,
    )
    whole = padded(value)
    asked = [
        Paragraph(whole, bold=True, name=f"{name}.whole"),
        InfoNote(words("components.l_number_padded")),
    ]
    return stacked([field, *(asked if whole else [])])


def stacked(shown: list[ft.Control]) -> ft.Control:
    """Return controls close under one another."""
    return ft.Column(
        shown, spacing=GAP, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
    )


def begin_bank_account(value: Any) -> dict[str, str]:
    """Return the fields of a kept account, ゆうちょ as its passbook shows it."""
    return account_parts(value)


def draw_bank_account(asked: Asked) -> ft.Control:
    """Return the fields of the account's kind."""
    return BankEntry(
        name=asked.name,
        value=asked.raw,
        on_change=asked.set_raw,
        takes_public=asked.question.public_account,
    )


ENTRY: Final = Entry(begin_bank_account, draw_bank_account)
