"""Keeps Flet from writing out every message to and from a window.

Flet 1.0.5 builds the text of each message for its debug log before it asks whether anybody keeps
that log: the whole page, with what a resident typed, and a third of the time that a page takes.
"""

from flet.messaging.protocol import Message


def write_none_out() -> None:
    """Let a message say what it is and nothing of what it holds; safe to repeat."""
    Message.__repr__ = object.__repr__  # type: ignore[method-assign]
