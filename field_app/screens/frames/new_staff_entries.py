"""Draw the fields of a new member of staff: an id, a name, and a passphrase twice."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import flet as ft

from field_app.components.entries.text_entry import TextEntry
from field_app.components.language import use_words
from field_app.design.guard import component


@dataclass(frozen=True)
class Entered:
    """What was typed so far; it is kept in the page only."""

    id: str = ""
    name: str = ""
    passphrase: str = field(default="", repr=False)
    again: str = field(default="", repr=False)

    @property
    def is_complete(self) -> bool:
        """Whether every field has something in it."""
        return all((self.id.strip(), self.name.strip(), self.passphrase, self.again))

    def without_secrets(self) -> "Entered":
        """Return the same without the passphrase, for the page that stays after a refusal."""
        return replace(self, passphrase="", again="")


@component
def NewStaffEntries(*, name: str, value: Entered, on_change: Callable[..., Any]) -> ft.Control:
    """Draw the four fields; *on_change* is told a function of the newest :class:`Entered`."""
    words = use_words()

    def entry(part: str, label: str, hint: str | None, *, password: bool) -> ft.Control:
        def change(text: str) -> None:
            on_change(lambda now: replace(now, **{part: text}))

        return TextEntry(
            name=f"{name}.{part}",
            label=label,
            hint=hint,
            value=getattr(value, part),
            on_change=change,
            password=password,
        )

    return ft.Column(
        [
            entry("name", words("new_staff.s_name"), None, password=False),
            entry("id", words("new_staff.s_id"), words("new_staff.l_id_hint"), password=False),
            entry(
                "passphrase",
                words("sign_in.s_passphrase"),
                words("sign_in.l_passphrase_hint"),
                password=True,
            ),
            entry("again", words("new_staff.s_again"), None, password=True),
        ],
        spacing=18,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
