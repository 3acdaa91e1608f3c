"""Draw the documents that may stand for a card; no number of theirs is kept."""

from collections.abc import Callable

import flet as ft

from field_app.components.buttons import BigButton
from field_app.components.entries.choices import Choice, ChoiceCards, YesNo
from field_app.components.entries.date_entry import DateEntry
from field_app.components.newest import newest
from field_app.components.notes import InfoNote
from field_app.components.text import Heading
from field_app.design.guard import component
from field_app.document.inputs import IdentityDocument
from field_app.procedure.definition.typed_date import parse_date
from field_app.procedure.eligibility import WITH_PHOTO, WITHOUT_PHOTO
from field_app.screens.context import AppContext, StateContext
from field_app.screens.frames.staff_page import StaffPage
from field_app.state.screen import Screen


@component
def DocumentsScreen() -> ft.Control:
    """Draw what may be seen, and until when each chosen one is valid."""
    app = ft.use_context(AppContext)
    ft.use_context(StateContext)
    words = app.words
    nothing: tuple[str, ...] = ()
    no_dates: dict[str, dict[str, str]] = {}
    chosen, set_chosen = ft.use_state(nothing)
    expiry, set_expiry = ft.use_state(no_dates)
    compared, set_compared = ft.use_state("")

    async def accept() -> None:
        documents = seen_documents(chosen, newest(set_expiry, expiry))
        await app.identity.accept_documents(documents, face_compared=compared == "yes")

    def kinds(documents: tuple[str, ...]) -> list[Choice]:
        return [Choice(kind, words(f"documents.s_{kind}")) for kind in documents]

    def choose_among(documents: tuple[str, ...]) -> Callable[[tuple[str, ...]], None]:
        def change(values: tuple[str, ...]) -> None:
            set_chosen(lambda now: (*(one for one in now if one not in documents), *values))

        return change

    def expires_on(kind: str) -> Callable[[dict[str, str]], None]:
        return lambda value: set_expiry(lambda now: {**now, kind: value})

    content: list[ft.Control] = [
        Heading(words("documents.l_seen")),
        InfoNote(words("documents.p_no_number")),
    ]
    for label, documents in (("with", WITH_PHOTO), ("without", WITHOUT_PHOTO)):
        content.append(Heading(words(f"documents.s_{label}_photo"), level=2))
        content.append(
            ChoiceCards(
                kinds(documents),
                name=f"documents.{label}_photo",
                values=tuple(kind for kind in chosen if kind in documents),
                on_change_many=choose_among(documents),
                columns=2,
            )
        )
    content += [
        DateEntry(
            name=f"documents.expires.{kind}",
            label=f"{words(f'documents.s_{kind}')}　{words('documents.s_expires_on')}",
            hint=words("documents.l_no_expiry"),
            value=expiry.get(kind),
            on_change=expires_on(kind),
        )
        for kind in chosen
    ]
    if any(kind in WITH_PHOTO for kind in chosen):
        content += [
            Heading(words("documents.l_compared"), level=2),
            YesNo(name="documents.compared", value=compared, on_change=set_compared),
        ]
    return StaffPage(
        content,
        title_key="documents.s_title",
        on_back=lambda: app.visits.show(Screen.IDENTITY),
        main=BigButton(
            words("documents.s_accept"),
            name="documents.accept",
            disabled=not chosen,
            on_click=accept,
            expand=1,
        ),
    )


def seen_documents(
    kinds: tuple[str, ...], expiry: dict[str, dict[str, str]]
) -> tuple[IdentityDocument, ...]:
    """Return the documents as they are recorded; an expiry that was not typed is None."""
    return tuple(
        IdentityDocument(
            type=kind, expires_on=parse_date(expiry.get(kind)), with_photo=kind in WITH_PHOTO
        )
        for kind in kinds
    )
