"""Takes the confirmation of the resident, seals the application, and makes the slip."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from card_reader import CardError, Certificate
from field_app.document.application import application
from field_app.document.copy_pdf import copy_pdf
from field_app.document.form_pdf import SIGNATURE_BOX, form_pdf
from field_app.document.hand_signature import Strokes, signature_png
from field_app.document.inputs import CertificateSeen, Confirmation, ConfirmationMethod, Filing
from field_app.document.slip_pdf import slip_pdf
from field_app.flow.after.glossed import glossed_copy
from field_app.flow.base.circumstances import circumstances
from field_app.flow.base.filed import filed_text
from field_app.flow.base.open_visit import OpenVisit, open_visit
from field_app.flow.base.services import Services
from field_app.flow.base.session import SessionKeys
from field_app.flow.base.step import Steps, show_busy, step
from field_app.flow.base.witness import watched_card
from field_app.flow.card_touch import CardTouch, refuse_practice_card
from field_app.flow.filing_inputs import filing_inputs
from field_app.flow.pictures import page_parts
from field_app.flow.places import place_of
from field_app.flow.rules.rulings import pending
from field_app.flow.rules.standing import refuse_who_may_not
from field_app.flow.staff import StaffFlow
from field_app.flow.unprintable import look_for_glyphs, picture_for
from field_app.platform.clock import local_date
from field_app.procedure.answers import UNKNOWN, missing
from field_app.procedure.definition.partial_date import may_be_same_day
from field_app.procedure.definition.people import Role
from field_app.state.app import AppState
from field_app.state.card import CardStep, CardWay
from field_app.state.filing import FilingState
from field_app.state.screen import Screen
from field_app.state.visit import VisitState
from sync.wire.package import Package, Part

if TYPE_CHECKING:
    from card_reader.signing import SignedPdf

# Whose cards may sign: the applicant's, and that of who came in the applicant's place.
SIGNERS = (Role.APPLICANT, Role.VISITOR)
REASON = "申請内容の確認"
PDF = "application/pdf"
PAGES = {
    ConfirmationMethod.CARD_SIGNATURE: Screen.CARD_SIGNATURE,
    ConfirmationMethod.HAND_SIGNATURE: Screen.HAND_SIGNATURE,
    ConfirmationMethod.SPOKEN: Screen.SPOKEN,
}


class NotComplete(Exception):
    """A question has no answer, a rule no yes, or the answers were not read back yet."""

    message_key = "confirm.p_not_complete"


class AnotherPerson(Exception):
    """The card on the reader may not sign this; nothing was signed. The page says whose may."""

    message_key = "confirm.p_another_person"


@dataclass(frozen=True)
class ConfirmFlow:
    """Confirms by card signature, hand signature or spoken word; then seals."""

    state: AppState
    services: Services
    keys: SessionKeys
    steps: Steps
    touch: CardTouch
    staff: StaffFlow

    @step
    async def choose(self, method: ConfirmationMethod) -> None:
        """Show the page of the way that the resident chose; a card is looked at first."""
        self.state.go(PAGES[method])
        if method is ConfirmationMethod.CARD_SIGNATURE:
            await self._look_at_card()

    @step
    async def wait_for_card(self) -> None:
        """Wait once more for the card that signs."""
        await self._look_at_card()

    async def _look_at_card(self) -> None:
        self.state.card_step = CardStep(CardWay.SIGNATURE)
        await self.touch.wait()

    @step
    async def sign_with_card(self, password: str) -> None:
        """Sign the form with the card and seal it; a wrong password costs one of five tries."""
        confirmed = self.state.card_step.last_try_confirmed
        self.state.card_step.last_try_confirmed = False
        filing = await self._filing(ConfirmationMethod.CARD_SIGNATURE)
        unsigned = await self.services.workers.documents(form_pdf, filing)
        show_busy(self.state, "confirm.l_signing", can_stop=False)
        self.touch.begin()
        try:
            async with watched_card(self, CardWay.SIGNATURE):
                signed = await self.services.workers.card(self._sign, unsigned, password, confirmed)
        except CardError:
            await self.touch.look_at_tries()
            raise
        seen, owner = _seen(signed.certificate, self), self._owner_of(signed.certificate)
        confirmation = replace(filing.confirmation, certificate=seen, signed_by=owner)
        filing = replace(filing, confirmation=confirmation)
        await self._seal(filing, signed.pdf)

    @step
    async def sign_by_hand(self, strokes: Strokes) -> None:
        """Put the drawn signature on the form and seal it."""
        png = signature_png(strokes)
        filing = await self._filing(ConfirmationMethod.HAND_SIGNATURE)
        form = await self.services.workers.documents(form_pdf, filing, png)
        await self._seal(filing, form, Part("hand_signature.png", "image/png", png))

    @step
    async def confirm_spoken(self, secret: str) -> None:
        """Seal on the resident's word, once who is signed in said with a PIN to have heard it."""
        await self.staff.prove(secret)
        filing = await self._filing(ConfirmationMethod.SPOKEN)
        form = await self.services.workers.documents(form_pdf, filing)
        await self._seal(filing, form)

    @step
    async def next_procedure(self) -> None:
        """Go on with the next procedure that is not sealed yet, filled in with what is known."""
        visit = open_visit(self)
        shown = visit.shown
        await visit.prefill(shown.filings[shown.first_open])
        await visit.put_left(shown.filing)
        shown.current = shown.first_open
        self.state.go(place_of(shown))

    def confirm_last_try(self) -> None:
        """Note the second, explicit yes before the last try is used."""
        self.state.card_step.last_try_confirmed = True
        self.state.problem = None
        self.state.changed()

    async def _filing(self, method: ConfirmationMethod) -> Filing:
        """Reserve the number once, however often the confirming is tried."""
        visit = open_visit(self)
        filing = visit.shown.filing
        refuse_who_may_not(visit.shown, filing)
        seen = circumstances(self.services, visit.shown)
        is_whole = not missing(filing.procedure, filing.answers, seen) and not pending(
            self.services, visit.shown, filing
        )
        if filing.is_sealed or not is_whole or filing.read_back_at is None:
            raise NotComplete
        now = self.services.now()
        if filing.number is None:
            number = await self.services.workers.store(
                self.services.outbox.reserve_number, local_date(now)
            )
            await visit.put_number(filing, number)
        confirmation = Confirmation(method, now, visit.staff_id)
        marks = await self.services.workers.store(self.services.marks)
        await look_for_glyphs(visit, filing)
        inputs = filing_inputs(visit, filing, confirmation, marks)
        named = await self.services.workers.store(
            self.services.vault.names_of, others_who_saw(inputs)
        )
        inputs = replace(inputs, place=replace(inputs.place, colleagues=named))
        if not filing.unprintable:
            return inputs
        picture = await self.services.workers.store(picture_for, visit, filing)
        return replace(inputs, name_picture=picture)

    def _sign(self, pdf: bytes, password: str, confirmed: bool) -> "SignedPdf":
        # Loaded here, on the card's thread: at the start it would keep the first screen waiting.
        from card_reader.signing import VisibleField, sign_pdf

        return self.touch.with_card(
            lambda card: sign_pdf(
                card,
                password,
                pdf,
                reason=REASON,
                location=self.state.open_visit.edition.city.name,
                field=VisibleField(-1, SIGNATURE_BOX),
                last_try_confirmed=confirmed,
                accept=self._accept,
            ),
            exclusive=True,
        )

    def _accept(self, certificate: Certificate) -> None:
        """Refuse another person's card, and a certificate that is not in date."""
        self._refuse_wrong_card(certificate)
        certificate.refuse_out_of_date(self.services.now())

    def _refuse_wrong_card(self, certificate: Certificate) -> None:
        """Raise AnotherPerson when the card that signs is of nobody of this application.

        Raises:
            PracticeCard: it is one for practice, in a real city.
        """
        refuse_practice_card(self.services, certificate)
        if not _birth_of(self.state.open_visit, Role.APPLICANT) or certificate.attributes is None:
            return
        if self._owner_of(certificate) is None:
            raise AnotherPerson

    def _owner_of(self, certificate: Certificate) -> Role | None:
        """Return whose card it is; None where nothing known tells.

        Names may differ by substituted characters, so the birth date decides.
        """
        visit, says = self.state.open_visit, certificate.attributes
        if says is None:
            return None
        born = says.birth[-8:]
        return next((one for one in SIGNERS if may_be_same_day(born, _birth_of(visit, one))), None)

    async def _seal(self, filing: Filing, form: bytes, *parts: Part) -> None:
        show_busy(self.state, "confirm.l_sealing", can_stop=False)
        visit = open_visit(self)
        done = visit.shown.filing
        edition = visit.shown.edition
        copy = glossed_copy(filing, done, edition.words("ja"), edition.words(self.state.language))
        pages = await self.services.workers.store(page_parts, visit, filing)
        package = Package(application(filing), (Part("form.pdf", PDF, form), *parts, *pages))
        await self.services.workers.store(self._put, visit, filing, package)
        done.is_sealed, done.confirmation, done.slip = True, filing.confirmation, filing.slip
        await hand_out_slip(self.services, done)
        done.form_path = self.services.hand_out.put(form, PDF)
        if copy is not None:
            glossed = await self.services.workers.documents(copy_pdf, copy)
            done.copy_path = self.services.hand_out.put(glossed, PDF)
        self.services.courier.wake()
        self.state.go(Screen.SEALED)

    def _put(self, visit: OpenVisit, filing: Filing, package: Package) -> None:
        """Seal, queue and erase the draft in one transaction; then the answers are gone here.

        That the person filed this is noted with it, as a keyed digest.
        """
        done, evidence, staff = visit.shown.filing, self.services.evidence, visit.staff_id
        today = local_date(filing.counter_accepted_at)
        filed = filed_text(done.procedure, done.answers, today)

        def forget() -> None:
            visit.remove_filing(done, filing.slip)
            if filed is not None:
                visit.filed.note(filed, today)
            evidence.put(
                "confirmed", staff=staff, visit=visit.id, method=filing.confirmation.method
            )
            evidence.put_sealed(filing.number, staff=staff, visit=visit.id)

        is_urgent = done.procedure.clock == "arrival"
        self.services.outbox.put(filing.number, package, forget, is_urgent=is_urgent)


def _birth_of(visit: VisitState, role: Role) -> str:
    """Return a birth date as it is kept; empty where it is not known."""
    known = visit.known(role, "birth_date")
    return "" if known is None or known.value == UNKNOWN else str(known.value)


async def hand_out_slip(services: Services, filing: FilingState) -> None:
    """Make the slip of a sealed application, once it was sealed or when its page is back."""
    if filing.slip is not None:
        slip = await services.workers.documents(slip_pdf, filing.slip)
        filing.slip_path = services.hand_out.put(slip, PDF)


def _seen(certificate: Certificate, flow: ConfirmFlow) -> CertificateSeen:
    return CertificateSeen(
        certificate.issuer,
        f"{certificate.serial:x}",
        certificate.not_after,
        certificate.status(flow.services.now()),
    )


def others_who_saw(filing: Filing) -> frozenset[str]:
    """Return the ids of the staff whom an application names beside who takes it in."""
    looked = {page.looked["by"] for page in filing.attachments if page.looked}
    return frozenset({filing.confirmation.witness, *looked} - {filing.place.staff})
