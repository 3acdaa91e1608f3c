"""Holds what a screen shows while a step takes a while."""

from dataclasses import dataclass


@dataclass(frozen=True, eq=False)
class Busy:
    """Something that takes a while; the sentence, how far it is, and whether it can be stopped."""

    message_key: str
    share: float | None = None
    can_stop: bool = True
