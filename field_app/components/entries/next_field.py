"""Bring the focus from a text field to the one that stands after it, for Enter.

Flet 1.0.5 cannot tell a field what its Enter does, and Flutter lets go of the focus there.
"""

from collections.abc import Iterator

import flet as ft

# Where controls hold others that text may be typed in; ``_b`` is what a component has drawn.
HELD = ("_b", "controls", "content")


async def focus_after(key: str) -> None:
    """Bring the focus to the field after the one with *key*; after the last nothing happens.

    It leads to fields only, never to a button: a scanner that ends with Enter presses nothing.
    Call it in a handler of the page.
    """
    following = field_after(key, ft.context.page.views[-1])
    if following is not None:
        await following.focus()  # type: ignore[no-untyped-call]


def field_after(key: str, view: object) -> ft.TextField | None:
    """Return the text field that stands after the one with *key* in *view*; None after the last."""
    fields = fields_of(view)
    for field in fields:
        if field.key == key:
            return next(fields, None)
    return None


def fields_of(drawn: object) -> Iterator[ft.TextField]:
    """Yield the text fields of what is drawn, in the order of the page; none that takes no text."""
    if isinstance(drawn, list | tuple):
        for part in drawn:
            yield from fields_of(part)
    elif isinstance(drawn, ft.TextField):
        if drawn.visible and not drawn.disabled and not drawn.read_only:
            yield drawn
    elif isinstance(drawn, ft.BaseControl) and getattr(drawn, "visible", True):
        for name in HELD:
            yield from fields_of(getattr(drawn, name, None))
