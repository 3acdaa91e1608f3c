"""Refuse what must not be typed anywhere: an individual number (個人番号)."""

from collections.abc import Iterable

from sync.wire.individual_number import has_individual_number


class IndividualNumberTyped(Exception):
    """A text holds twelve digits that may be somebody's number; nothing was kept of it."""

    message_key = "kinds.p_individual_number"


def refuse_individual_number(texts: Iterable[str | None]) -> None:
    """Raise IndividualNumberTyped when one of *texts*, as a person typed them, holds one."""
    if any(has_individual_number(text) for text in texts if text):
        raise IndividualNumberTyped
