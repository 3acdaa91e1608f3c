"""Refuses what a clerk must not type: an individual number (個人番号)."""

from typing import Final

from sync.wire.individual_number import has_individual_number

REFUSED: Final = (
    "マイナンバーと思われる12けたの数字があります。その数字だけを消してください。"
    "ほかに書いたことは残っています。"
)


def refusal_of(text: str) -> str:
    """Return why *text* is not taken, for the clerk (Japanese); empty when it is.

    A receipt number may stand in it.
    """
    return REFUSED if has_individual_number(text, receipts=True) else ""
