"""Draw the fields of a bank account: a bank with its codes, or ゆうちょ by symbol and number."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import flet as ft

from field_app.components.entries.choices import Choice, ChoiceCards
from field_app.components.entries.text_entry import Keyboard, TextEntry
from field_app.components.handlers import use_told
from field_app.components.kinds.entry import Asked, Entry
from field_app.components.language import use_words
from field_app.components.newest import newest
from field_app.design.guard import component
from field_app.design.layout import GAP, use_layout
from field_app.design.theme import use_sizes

BANK: Final = ("bank", "bank_code", "branch", "branch_code", "account_type", "number")
YUCHO: Final = ("symbol", "number")
TYPES: Final = ("ordinary", "current", "savings")
LENGTHS: Final = {"bank_code": 4, "branch_code": 3, "symbol": 5}


@component
def BankEntry(
    *, name: str, value: object, on_change: Callable[[dict[str, str]], Any]
) -> ft.Control:
    """Draw the kind of account, and the fields that its passbook shows.

    Args:
        name: keys ``<name>.kind.bank``, ``<name>.kind.yucho``, ``<name>.<field>``.
        value: what it begins with, see :func:`account_parts`.
        on_change: called with every field of the kind after every change; may be ``async``.
    """
    words, sizes = use_words(), use_sizes()
    tell = use_told(on_change)
    parts, set_parts = ft.use_state(account_parts(value))

    def change(part: str) -> Callable[[str], Any]:
        def changed(text: str) -> Any:
            set_parts(lambda now: account_parts({**now, part: text}))
            return tell(newest(set_parts, parts))

        return changed

    kinds = [
        Choice(kind, words(f"components.s_account_{kind}"), words(f"components.l_account_{kind}"))
        for kind in ("bank", "yucho")
    ]
    shown: list[ft.Control] = [
        ChoiceCards(
            kinds, name=f"{name}.kind", value=parts["kind"], on_change=change("kind"), columns=2
        )
    ]
    if parts["kind"]:
        draw = yucho_fields if parts["kind"] == "yucho" else bank_fields
        entry = AccountField
        shown += draw(
            lambda part: entry(
                part, name=f"{name}.{part}", value=parts[part], on_change=change(part)
            )
        )
        shown.append(
            AccountField(
                "holder_kana",
                name=f"{name}.holder_kana",
                value=parts["holder_kana"],
                on_change=change("holder_kana"),
            )
        )
    return ft.Column(
        shown,
        spacing=sizes.gap,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def account_parts(value: object) -> dict[str, str]:
    """Return the fields of *value*'s kind, as the answer's check takes them.

    A checked ゆうちょ account holds the number of the passbook as
    ``symbol_number``; it is shown again as the number. Without a kind only
    ``kind`` and ``holder_kana`` are there.
    """
    given = value if isinstance(value, Mapping) else {}
    kind = str(given.get("kind") or "")
    fields = {"bank": BANK, "yucho": YUCHO}.get(kind, ())
    parts = {part: str(given.get(part) or "") for part in fields}
    if kind == "yucho" and given.get("symbol_number"):
        parts["number"] = str(given["symbol_number"])
    return {"kind": kind, **parts, "holder_kana": str(given.get("holder_kana") or "")}


Draw = Callable[[str], ft.Control]


def bank_fields(draw: Draw) -> list[ft.Control]:
    """Return bank, branch, type and number, codes beside their names."""
    return [
        pair(draw("bank"), draw("bank_code")),
        pair(draw("branch"), draw("branch_code")),
        draw("account_type"),
        draw("number"),
    ]


def yucho_fields(draw: Draw) -> list[ft.Control]:
    """Return 記号 beside 番号."""
    return [pair(draw("symbol"), draw("number"), shares=(2, 3))]


def pair(left: ft.Control, right: ft.Control, shares: Sequence[int] = (3, 2)) -> ft.Control:
    """Return two fields side by side, their bottoms level."""
    return ft.Row(
        [ft.Container(left, expand=shares[0]), ft.Container(right, expand=shares[1])],
        spacing=GAP,
        vertical_alignment=ft.CrossAxisAlignment.END,
    )


@component
def AccountField(
    part: str, *, name: str, value: str, on_change: Callable[[str], Any]
) -> ft.Control:
    """Draw the field *part* of an account; *name* is its key."""
    words = use_words()
    layout = use_layout()
    if part == "account_type":
        return ChoiceCards(
            [Choice(kind, words(f"components.s_{kind}")) for kind in TYPES],
            name=name,
            value=value,
            on_change=on_change,
            columns=3 if layout.content_width > 700 * layout.text_scale else 1,
        )
    keyboard: Keyboard = "text" if part in ("bank", "branch", "holder_kana") else "number"
    return TextEntry(
        name=name,
        label=words(f"components.s_{part}"),
        value=value,
        on_change=on_change,
        keyboard=keyboard,
        max_length=LENGTHS.get(part, 8 if part == "number" else None),
    )


def begin_bank_account(value: Any) -> dict[str, str]:
    """Return the fields of a kept account, ゆうちょ as its passbook shows it; a bank for None."""
    return account_parts(value or {"kind": "bank"})


def draw_bank_account(asked: Asked) -> ft.Control:
    """Return the fields of the account's kind."""
    return BankEntry(name=asked.name, value=asked.raw, on_change=asked.set_raw)


ENTRY: Final = Entry(begin_bank_account, draw_bank_account)
