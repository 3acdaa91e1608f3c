"""Draw 「送信のようす」: what waits, what went, what is stuck and why, what the city decided."""

import flet as ft

from field_app.components.buttons import LinkButton, SecondaryButton
from field_app.components.notes import EmptyNote, InfoNote, ProblemNote, ProgressNote, paper
from field_app.components.pills import StatusPill, Tone
from field_app.components.text import Hint, Paragraph
from field_app.design.guard import component
from field_app.platform.clock import local_time
from field_app.screens.context import AppContext, StateContext
from field_app.screens.frames.staff_page import StaffPage
from field_app.state.sending import LineState, LineStatus, SentRow
from field_app.words.receipt_number import grouped
from field_app.words.visible import isolated
from field_app.words.words import Words

STUCK = ("quarantined", "given_up")
STATE_TONES: dict[str, Tone] = {
    "sealed": "quiet",
    "sending": "good",
    "receipted": "good",
    "durable": "good",
    "quarantined": "bad",
    "given_up": "warn",
}
ANSWER_TONES: dict[str, Tone] = {
    "received": "quiet",
    "in_review": "quiet",
    "accepted": "good",
    "returned": "warn",
    "replaced": "quiet",
    "rejected": "bad",
    "withdrawn": "quiet",
}


@component
def OutboxScreen() -> ft.Control:
    """Draw the sealed applications of this tablet; what needs a person stands first."""
    app, state = ft.use_context(AppContext), ft.use_context(StateContext)
    words = app.words
    return StaffPage(
        [
            Paragraph(contact(words, state.line), tone="sub", name="outbox.contact"),
            *progress(words, state.line),
            *why_not(words, state.line),
            *([SentCard(row) for row in state.sent] or [EmptyNote(words("outbox.p_none"))]),
        ],
        title_key="outbox.s_title",
        on_back=app.staff.home,
        main=SendButton(state.line),
        second=ft.Row(
            [
                LinkButton(words("day.s_title"), name="outbox.day", on_click=app.relaying.open_day),
                LinkButton(words("relay.s_title"), name="outbox.relay", on_click=app.relaying.open),
            ],
            spacing=24,
        ),
    )


@component
def SendButton(line: LineStatus) -> ft.Control:
    """Draw the button that sends now, or that stops what is being sent."""
    app = ft.use_context(AppContext)
    words = app.words
    if line.is_sending:
        return SecondaryButton(
            words("outbox.s_stop"),
            name="outbox.stop",
            on_click=app.sending.stop_sending,
            expand=1,
        )
    return SecondaryButton(
        words("outbox.s_send_now"),
        name="outbox.send_now",
        icon=ft.Icons.SEND_OUTLINED,
        disabled=line.waiting == 0,
        on_click=app.sending.send_now,
        expand=1,
    )


@component
def SentCard(row: SentRow) -> ft.Control:
    """Draw one application: its number, where it is, why it is stuck, what the city says."""
    app = ft.use_context(AppContext)
    words = app.words

    async def retry() -> None:
        await app.sending.retry(row.id)

    async def give_up() -> None:
        await app.sending.give_up(row.id)

    async def begin_again() -> None:
        await app.visits.begin_again(row)

    lines: list[ft.Control] = [
        ft.Row(
            [
                ft.Container(
                    Paragraph(grouped(row.number), bold=True, name=f"outbox.number.{row.number}"),
                    expand=True,
                ),
                *pills(words, row),
            ],
            spacing=12,
        ),
        Hint(words("outbox.p_from_elsewhere"))
        if row.from_elsewhere
        else Hint(words("outbox.l_sealed_at", at=local_time(row.sealed_at))),
    ]
    if row.reason_key:
        why = words(row.reason_key)
        # What only waits for another day is no fault, and needs nobody.
        lines.append(Paragraph(why, tone="error") if row.state in STUCK else Hint(why))
    lines += said_lines(words, row)
    if row.decision_status == "returned":
        lines.append(
            SecondaryButton(
                words("outbox.s_begin_again"),
                name=f"outbox.begin_again.{row.number}",
                on_click=begin_again,
            )
        )
    if row.state in STUCK:
        lines.append(
            SecondaryButton(
                words("outbox.s_retry"), name=f"outbox.retry.{row.number}", on_click=retry
            )
        )
    if row.state == "quarantined":
        lines.append(
            LinkButton(
                words("outbox.s_give_up"), name=f"outbox.give_up.{row.number}", on_click=give_up
            )
        )
    return paper(ft.Column(lines, spacing=8, horizontal_alignment=ft.CrossAxisAlignment.STRETCH))


def said_lines(words: Words, row: SentRow) -> list[ft.Control]:
    """Return what the city says of it, and what it found of the certificate."""
    lines: list[ft.Control] = []
    if row.said_number:  # in the language of the page; the city's sentence is Japanese
        why, number = row.said_number
        said = words(f"outbox.p_number_{why}", number=grouped(number))
        lines.append(Paragraph(said, name=f"outbox.said_number.{row.number}"))
    elif row.decision_message:
        message = isolated(row.decision_message)
        lines.append(Paragraph(f"{words('outbox.l_message')}：{message}"))
    if row.certificate:
        lines.append(Hint(words(f"outbox.p_certificate_{row.certificate}")))
    return lines


def pills(words: Words, row: SentRow) -> list[ft.Control]:
    """Return where the application is, and how the city decided."""
    found: list[ft.Control] = [
        *urgent(words, row),
        StatusPill(
            words(f"outbox.s_state_{row.state}"),
            tone=STATE_TONES[row.state],
            name=f"outbox.state.{row.number}",
        ),
    ]
    if row.decision_status:
        found.append(
            StatusPill(
                words(f"outbox.s_answer_{row.decision_status}"),
                tone=ANSWER_TONES[row.decision_status],
                name=f"outbox.answer.{row.number}",
            )
        )
    return found


def urgent(words: Words, row: SentRow) -> list[ft.Control]:
    """Return the note that the day of its arrival counts, until it has arrived."""
    if not row.is_urgent or row.state in ("receipted", "durable", "given_up"):
        return []
    return [StatusPill(words("outbox.s_urgent"), tone="warn", name=f"outbox.urgent.{row.number}")]


def progress(words: Words, line: LineStatus) -> list[ft.Control]:
    """Return how far the sending is, while it goes on."""
    if not line.is_sending:
        return []
    total = max(line.bytes_total, 1)
    sent = min(line.bytes_sent, total)
    text = words("outbox.l_progress", sent=sent // 1024, total=total // 1024)
    return [ProgressNote(text, name="outbox.progress", done=sent / total)]


def why_not(words: Words, line: LineStatus) -> list[ft.Control]:
    """Return why nothing goes now, and that nothing is lost by it."""
    known = line.line is not LineState.NO_LINE and line.problem is not None
    return [
        *([ProblemNote(line.problem, calm=True, name="outbox.why")] if known else []),
        *([InfoNote(words("outbox.p_no_line"))] if line.line is not LineState.ONLINE else []),
    ]


def contact(words: Words, line: LineStatus) -> str:
    """Return when the city was heard of last."""
    if line.last_contact_at is None:
        return words("outbox.l_never_contact")
    return words("outbox.l_last_contact", at=local_time(line.last_contact_at))
