"""Draw the choice of a bank and of its branch: looked for by kana, name or code, then shown."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import flet as ft

from field_app.components.entries.choices import Choice
from field_app.components.entries.chosen import Chosen
from field_app.components.entries.finder import Finder
from field_app.components.language import use_words
from field_app.design.guard import component
from field_app.lookup.banks import Bank, BankTable, Branch
from field_app.words.words import Words

MOST_BANKS: Final = 8
MOST_BRANCHES: Final = 4  # of other banks, behind the banks
BETWEEN: Final = "-"


@component
def BankFinder(
    parts: Mapping[str, str],
    *,
    name: str,
    table: BankTable,
    near: Sequence[str],
    on_choose: Callable[[dict[str, str]], Any],
) -> ft.Control:
    """Draw what is still to be chosen, the bank before the branch, and what was chosen.

    Args:
        parts: ``bank_code`` and ``branch_code`` as they are; empty for what is not chosen.
        name: keys ``<name>.bank…``, ``<name>.branch…``.
        table: of the visit's edition.
        near: codes of the banks that the city has most to do with; they come first.
        on_choose: called with both codes and names; may be ``async``.
    """
    words = use_words()
    bank = table.bank(parts["bank_code"])
    if bank is None:
        return Finder(
            name=f"{name}.bank",
            label=words("components.s_bank"),
            hint=words("components.l_bank_hint"),
            nothing=words("components.p_bank_nothing"),
            search=lambda text: bank_choices(text, table, near, words),
            on_choose=lambda code: on_choose(chosen(code, table)),
        )
    branch = table.branch(bank.code, parts["branch_code"])
    shown: list[ft.Control] = [
        Chosen(
            bank.title,
            words("components.l_bank_code", code=bank.code),
            name=f"{name}.bank",
            on_again=lambda: on_choose(chosen("", table)),
        )
    ]
    if branch is None:
        shown.append(
            Finder(
                name=f"{name}.branch",
                label=words("components.s_branch"),
                hint=words("components.l_branch_hint"),
                nothing=words("components.p_branch_nothing"),
                search=lambda text: branch_choices(text, bank, table),
                on_choose=lambda code: on_choose(chosen(code, table)),
            )
        )
    else:
        shown.append(
            Chosen(
                branch.name,
                words("components.l_branch_code", code=branch.code),
                name=f"{name}.branch",
                on_again=lambda: on_choose(chosen(bank.code, table)),
            )
        )
    return ft.Column(
        shown, spacing=16, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
    )


def chosen(code: str, table: BankTable) -> dict[str, str]:
    """Return codes and names of a bank, or of a bank and its branch: ``0183``, ``0183-017``."""
    first, _, second = code.partition(BETWEEN)
    bank, branch = table.bank(first), table.branch(first, second)
    return {
        "bank_code": bank.code if bank else "",
        "bank": bank.title if bank else "",
        "branch_code": branch.code if branch else "",
        "branch": branch.name if branch else "",
    }


def bank_choices(text: str, table: BankTable, near: Sequence[str], words: Words) -> list[Choice]:
    """Return banks that *text* finds, then branches of that name with their banks.

    A bank and one that went into it have one card, which says so.
    """
    cards: dict[str, Choice] = {}
    for bank in table.banks_named(text, near, MOST_BANKS):
        card = bank_choice(bank, table, words)
        if card.value not in cards or not cards[card.value].hint:
            cards[card.value] = card
    branches = table.branches_anywhere(text, near, MOST_BRANCHES)
    return [*cards.values(), *(branch_choice(one, one.bank.title) for one in branches)]


def bank_choice(bank: Bank, table: BankTable, words: Words) -> Choice:
    """Return the card of a bank; of one that ended, that of its successor, which says so."""
    after = table.bank(bank.successor)
    if bank.ended is None or after is None:
        return Choice(bank.code, bank.title)
    now = words("components.l_bank_ended", bank=bank.title, successor=after.title)
    return Choice(after.code, after.title, now)


def branch_choices(text: str, bank: Bank, table: BankTable) -> list[Choice]:
    """Return the branches of *bank* that *text* finds."""
    return [branch_choice(branch) for branch in table.branches_named(bank.code, text)]


def branch_choice(branch: Branch, of: str = "") -> Choice:
    """Return the card of a branch, with the name of its bank where that is not chosen yet."""
    return Choice(f"{branch.bank.code}{BETWEEN}{branch.code}", f"{of} {branch.name}".strip())
