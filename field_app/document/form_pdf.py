"""Write the application form as an A4 PDF: what is signed, printed and archived."""

import json
from typing import Final

from field_app.document.application import application
from field_app.document.archive import Attached, PaperFacts
from field_app.document.boxes import Box, draw_picture_row, draw_row, in_pairs, row_height
from field_app.document.counter_record import counter_record
from field_app.document.inputs import Filing, GivenAnswer
from field_app.document.page import HEIGHT, LEADING, MARGIN, WIDTH, Paper
from field_app.procedure.definition.people import Role
from field_app.procedure.definition.wareki import to_wareki
from field_app.words.receipt_number import grouped
from field_app.words.visible import code_points
from field_app.words.words import Words
from sync.wire.japan import JAPAN

# Left, bottom, right, top in points on the last page; the signature is seen here.
SIGNATURE_BOX: Final = (300, 60, int(WIDTH - MARGIN), 120)
SIGNATURE_GAP: Final = 8
SECTION_SIZE, SECTION_GAP = 10, 10
SECTION: Final = SECTION_GAP + SECTION_SIZE * LEADING + 4  # the heading of some rows
BRING_SIZE: Final = 8.5
ATTACHED: Final = "application.json"
MOST_OF_OPTIONS: Final = 120  # characters; of a longer list the chosen ones stand alone


def form_pdf(filing: Filing, hand_signature_png: bytes | None = None) -> bytes:
    """Return the form, unsigned; a drawn signature is put into the signature box."""
    words = Words("ja")
    mark = words(filing.paper_mark_key) if filing.paper_mark_key else ""
    number = f"{words('document.s_number')} {grouped(filing.number)}"
    paper = Paper(mark, (filing.form_reference, number))
    _head(paper, filing, number, words)
    given = {answer.question: answer for answer in filing.answers}
    for title, rows in filing.layout.laid_out(given):
        boxes = [[_box(given[one], filing, words) for one in row] for row in rows]
        _section(paper, title or words("document.s_content"), row_height(boxes[0]))
        for row in boxes:
            draw_row(paper, row)
    if filing.fee or filing.fee_note:
        fee = filing.fee.text(words) if filing.fee else ""
        note = f"（{filing.fee_note}）" if fee and filing.fee_note else filing.fee_note
        draw_row(paper, [Box(words("document.s_fee"), fee + note)])
    _unprintable(paper, filing, words)
    _counter(paper, filing, words)
    _signature(paper, filing, hand_signature_png, words)
    return paper.finish(_facts(filing))


def _facts(filing: Filing) -> PaperFacts:
    """Say what the PDF is, with the application for machines inside it.

    A card's signature adds a stamp in a font that is not embedded, so that form claims no archive.
    """
    content = json.dumps(application(filing), ensure_ascii=False, indent=1).encode()
    return PaperFacts(
        f"{filing.form_reference} {grouped(filing.number)}",
        filing.place.city,
        filing.counter_accepted_at,
        (Attached(ATTACHED, "application/json", content),),
    )


def _head(paper: Paper, filing: Filing, number: str, words: Words) -> None:
    day = filing.counter_accepted_at.astimezone(JAPAN)
    paper.text_to(number, WIDTH - MARGIN, paper.y - 12, 11, bold=True)
    counter = f"{words('document.s_window')}：{filing.window}" if filing.window else ""
    paper.line(f"{words('document.l_to', mayor=filing.place.mayor)}　{counter}".rstrip())
    accepted = f"{words('document.s_accepted')} {to_wareki(day.date())} {day:%H:%M}"
    paper.text_to(accepted, WIDTH - MARGIN, paper.y - 12, 9)
    paper.gap(8)
    paper.centred(filing.form_reference, 18, bold=True)
    paper.centred(f"{filing.title}　{filing.legal_basis}".strip(), 9)
    if filing.layout.sentence:
        paper.gap(4)
        paper.line(filing.layout.sentence, size=10.5)
    if filing.bring:
        paper.line(f"{words('prepare.s_bring')}：{'、'.join(filing.bring)}", size=BRING_SIZE)
    if filing.replaces:
        paper.centred(words("document.l_replaces", number=grouped(filing.replaces.number)), 10)
    if filing.withdraws:
        paper.centred(words("document.l_withdraws", number=grouped(filing.withdraws.number)), 12)


def _box(answer: GivenAnswer, filing: Filing, words: Words) -> Box:
    """Return an answer's box: the name that paper has for it, every option, and its source."""
    label = filing.layout.labels.get(answer.question) or answer.export or answer.label
    source = words(f"source.s_{answer.source}")
    options = tuple(("■" if chosen else "□") + text for text, chosen in answer.options)
    fits = sum(map(len, options)) <= MOST_OF_OPTIONS
    said = "" if options and fits else answer.display
    if answer.question in filing.layout.wording:
        said = "\n".join(text for text in (answer.label, answer.hint, said) if text)
    note = f"{words('document.s_source')}：{source}"
    if answer.was:
        before = words(f"source.s_{answer.was.source}")
        note += f"（{words('check.p_was', source=before, value=answer.was.display)}）"
    return Box(label, said, note, options=options if fits else ())


def _section(paper: Paper, title: str, first: float = 0) -> None:
    """Write the heading of some rows, and see that the first of them is on the same page.

    A *first* row of more than half a page is divided all the same, so it does not turn the page.
    """
    paper.need(max(80, SECTION + first) if first < HEIGHT / 2 else 80)
    paper.gap(SECTION_GAP)
    paper.line(title, size=SECTION_SIZE, bold=True)
    paper.gap(4)


def _counter(paper: Paper, filing: Filing, words: Words) -> None:
    """Write what happened at the counter, all on the page that is signed where one has the room."""
    rows = list(in_pairs([Box(*one) for one in counter_record(filing, words)]))
    paper.need(SECTION + sum(map(row_height, rows)) + SIGNATURE_GAP, SIGNATURE_BOX[3])
    _section(paper, words("document.s_counter"))
    for row in rows:
        draw_row(paper, row)


def _unprintable(paper: Paper, filing: Filing, words: Words) -> None:
    """Say which characters the fonts lack, and show the card's own picture of the name."""
    if not filing.unprintable:
        return
    text = words("document.l_unprintable", characters=code_points(filing.unprintable))
    draw_row(paper, [Box(words("document.s_unprintable"), text)])
    if filing.name_picture:
        draw_picture_row(paper, words("document.s_name_picture"), filing.name_picture)


def _signature(paper: Paper, filing: Filing, png: bytes | None, words: Words) -> None:
    paper.need(SIGNATURE_GAP, SIGNATURE_BOX[3])
    staff = filing.place.staff_name or filing.place.staff
    signer = "visitor" if _visitor_signs(filing) else "applicant"
    paper.text_at(words(f"document.s_signature_{signer}"), MARGIN, 104, 10)
    paper.text_at(words(f"document.l_{filing.confirmation.method}"), MARGIN, 86, 10)
    paper.text_at(f"{words('document.s_staff')} {staff}", MARGIN, 68, 9)
    paper.frame(SIGNATURE_BOX)
    if png:
        left, bottom, right, top = SIGNATURE_BOX
        paper.image(png, left + 4, bottom + 4, (right - left - 8, top - bottom - 8))


def _visitor_signs(filing: Filing) -> bool:
    """Tell whether somebody else confirms for the applicant: by hand, by word, or by card."""
    if filing.confirmation.signed_by is not None:
        return filing.confirmation.signed_by is Role.VISITOR
    return filing.visitor is not None
