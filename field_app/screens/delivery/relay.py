"""Draw 「回線がないとき」: the sealed queue as a file, and what is carried for colleagues."""

from functools import partial

import flet as ft

from field_app.components.buttons import LinkButton, SecondaryButton
from field_app.components.entries.choices import YesNo
from field_app.components.files import choose_file, save_file
from field_app.components.notes import InfoNote, paper
from field_app.components.second_yes import SecondYes
from field_app.components.text import Heading, Hint, Paragraph
from field_app.design.guard import Handler, component
from field_app.screens.context import AppContext, StateContext
from field_app.screens.frames.staff_page import StaffPage
from field_app.state.relay import AsideRow, RelayState, SavedFile
from field_app.words.words import Words


@component
def RelayScreen() -> ft.Control:
    """Draw how files are saved, taken and given back, and whether the line costs."""
    app, state = ft.use_context(AppContext), ft.use_context(StateContext)
    words, relay = app.words, state.relay

    async def save_applications() -> None:
        await app.relaying.export_applications(partial(save_file, app.services.files))

    async def save_receipts() -> None:
        await app.relaying.export_receipts(partial(save_file, app.services.files))

    async def take() -> None:
        await app.relaying.import_file(partial(choose_file, app.services.files))

    async def set_metered(value: str) -> None:
        await app.relaying.set_metered(value == "yes")

    return StaffPage(
        [
            *said(words, relay),
            block(
                words("relay.s_out"),
                words("relay.p_out", waiting=relay.waiting),
                words("relay.s_save"),
                "relay.save",
                save_applications,
                disabled=relay.waiting == 0,
            ),
            block(
                words("relay.s_in"),
                words("relay.p_in", carried=relay.carried),
                words("relay.s_take"),
                "relay.take",
                take,
            ),
            *(AsideCard(row) for row in relay.set_aside),
            block(
                words("relay.s_back"),
                words("relay.p_back", receipts=relay.receipts),
                words("relay.s_save_receipts"),
                "relay.save_receipts",
                save_receipts,
                disabled=relay.receipts == 0,
            ),
            Heading(words("relay.s_metered"), name="relay.metered.title"),
            Paragraph(words("relay.p_metered"), tone="sub"),
            YesNo(
                name="relay.metered",
                value="yes" if relay.is_metered else "no",
                on_change=set_metered,
            ),
        ],
        title_key="relay.s_title",
        on_back=app.sending.open_list,
    )


@component
def AsideCard(row: AsideRow) -> ft.Control:
    """Draw what the city did not take of one tablet's: why, once more, or no longer from here."""
    app = ft.use_context(AppContext)
    words, these = app.words, row.these
    name = f"{these.device}.{these.reason_key}"
    asking, set_asking = ft.use_state(False)

    async def offer_again() -> None:
        await app.relaying.offer_again(these)

    async def put_down() -> None:
        set_asking(False)
        await app.relaying.put_down(these)

    lines: list[ft.Control] = [
        Heading(words("relay.s_aside", count=these.count), name=f"relay.aside.{name}"),
        Paragraph(words(row.reason_key)),
        Hint(words("relay.l_from", device=these.device)),
    ]
    if asking:
        lines.append(
            SecondYes(
                words("relay.p_put_down", count=these.count),
                no=words("relay.s_keep"),
                no_name=f"relay.keep.{name}",
                on_no=lambda: set_asking(False),
                yes=words("relay.s_put_down_yes"),
                yes_name=f"relay.put_down_yes.{name}",
                on_yes=put_down,
            )
        )
    else:
        lines += [
            SecondaryButton(
                words("outbox.s_retry"), name=f"relay.retry.{name}", on_click=offer_again
            ),
            LinkButton(
                words("relay.s_put_down"),
                name=f"relay.put_down.{name}",
                on_click=lambda: set_asking(True),
            ),
        ]
    return paper(ft.Column(lines, spacing=12, horizontal_alignment=ft.CrossAxisAlignment.STRETCH))


def said(words: Words, relay: RelayState) -> list[ft.Control]:
    """Return what the last press did."""
    if relay.saved is not None:
        return said_of_file(words, relay.saved)
    if relay.taken is not None:
        applications, receipts, own = relay.taken
        text = words("relay.p_taken", applications=applications, receipts=receipts, own=own)
        return [InfoNote(text, icon=ft.Icons.CHECK)]
    return []


def said_of_file(words: Words, saved: SavedFile) -> list[ft.Control]:
    """Return what was saved, what the next file would hold, and what no file can hold."""
    notes: list[ft.Control] = []
    if saved.name is not None:
        text = words("relay.p_saved", name=saved.name)
        notes.append(InfoNote(text, icon=ft.Icons.CHECK))
    if saved.left:
        text = words("relay.p_more", left=saved.left)
        notes.append(Paragraph(text, bold=True, name="relay.more"))
    if saved.left_out:
        text = words("relay.p_left_out", count=saved.left_out)
        notes.append(Paragraph(text, tone="error", name="relay.left_out"))
    return notes


def block(
    title: str, text: str, label: str, name: str, on_click: Handler, *, disabled: bool = False
) -> ft.Control:
    """Return one thing that can be done, with what it means."""
    return paper(
        ft.Column(
            [
                Heading(title, name=f"{name}.title"),
                Paragraph(text),
                SecondaryButton(label, name=name, disabled=disabled, on_click=on_click),
            ],
            spacing=12,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        )
    )
