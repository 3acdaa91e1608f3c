"""Find facts that are written in another way or asked as another kind than everywhere else.

A fact is shared by its name alone: one that is mistyped, or kept in another form, would be
asked once more. A city may have facts of its own, under names that are near none of these.
"""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Final

from field_app.procedure.definition.model import Question

# Every fact that definitions share, and the kinds that a question of it may have.
FACTS: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("person_name", "text"),
    "kana": ("kana",),
    "birth_date": ("date",),
    "sex": ("choice",),
    "address": ("address",),
    "phone": ("phone",),
    "bank_account": ("bank_account",),
    "household": ("people",),
    "children": ("people",),
    "care_insured_number": ("insured_number",),
    "late_elderly_number": ("insured_number",),
}
NEAR: Final = 0.75


def wrong_fact(question: Question) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the fact of *question*, by the field that has to be changed."""
    fact = question.fact
    if fact is None:
        return
    kinds = FACTS.get(fact)
    if kinds is None:
        for near in get_close_matches(fact, FACTS, n=1, cutoff=NEAR):
            reason = f"fact「{fact}」を知っている手続きはありません。「{near}」ではありませんか。"
            yield "fact", reason
    elif question.kind not in kinds:
        meant = "か".join(kinds)
        yield "fact", f'fact = "{fact}" の質問の kind は {meant} です。'
