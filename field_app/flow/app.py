"""Joins all flows of one session; ``AppContext`` holds the result."""

from collections.abc import Callable
from dataclasses import dataclass

from field_app.content.edition import Edition
from field_app.flow.base.services import Services
from field_app.flow.base.session import SessionKeys
from field_app.flow.base.step import Steps
from field_app.flow.card_touch import CardTouch
from field_app.flow.confirm import ConfirmFlow
from field_app.flow.filing import FilingFlow
from field_app.flow.finding import FindFlow
from field_app.flow.gates import GateFlow
from field_app.flow.identity import IdentityFlow
from field_app.flow.pictures import PictureFlow
from field_app.flow.practice import PracticeFlow
from field_app.flow.relaying import RelayFlow
from field_app.flow.sending import SendingFlow
from field_app.flow.sharing import SharingFlow
from field_app.flow.shift import ShiftFlow
from field_app.flow.staff import StaffFlow
from field_app.flow.subject import SubjectFlow
from field_app.flow.visits import VisitFlow
from field_app.pictures.child import can_prepare
from field_app.state.app import AppState
from field_app.words.words import Words


@dataclass(frozen=True)
class App:
    """The one thing a screen may act through."""

    state: AppState
    services: Services
    staff: StaffFlow
    shift: ShiftFlow
    visits: VisitFlow
    finding: FindFlow
    identity: IdentityFlow
    subject: SubjectFlow
    filing: FilingFlow
    pictures: PictureFlow
    confirm: ConfirmFlow
    sending: SendingFlow
    relaying: RelayFlow
    practice: PracticeFlow
    gates: GateFlow
    sharing: SharingFlow
    take_over: Callable[[], None]

    @classmethod
    def open(cls, services: Services, take_over: Callable[["App"], None]) -> "App":
        """Make the flows of a new session, locked and empty."""
        state = AppState()
        keys, steps, touch = SessionKeys(), Steps(), CardTouch(state, services)
        staff = StaffFlow(state, services, keys, steps)
        app: App = cls(
            take_over=lambda: take_over(app),
            state=state,
            services=services,
            staff=staff,
            shift=ShiftFlow(state, services, keys, steps, staff),
            visits=VisitFlow(state, services, keys, steps),
            finding=FindFlow(state, services, keys, steps),
            identity=IdentityFlow(state, services, keys, steps, touch),
            subject=SubjectFlow(state, services, keys, steps),
            filing=FilingFlow(state, services, keys, steps),
            pictures=PictureFlow(state, services, keys, steps, staff),
            confirm=ConfirmFlow(state, services, keys, steps, touch, staff),
            sending=SendingFlow(state, services, keys, steps),
            relaying=RelayFlow(state, services, steps),
            practice=PracticeFlow(state, services),
            gates=GateFlow(state, services, keys, steps, staff),
            sharing=SharingFlow(state, services, keys, steps),
        )
        return app

    def keys_open(self) -> bool:
        """Tell whether somebody is signed in."""
        return self.staff.keys.shift is not None

    def is_orphaned(self) -> bool:
        """Tell whether somebody's pages still show although the keys were forgotten."""
        return self.state.staff_id is not None and not self.keys_open()

    @property
    def pictures_here(self) -> PictureFlow | None:
        """The flow of pictures; None on a machine that can decode none."""
        return self.pictures if can_prepare() else None

    @property
    def edition(self) -> Edition:
        """Return the visit's own edition; without a visit the newest."""
        visit = self.state.visit
        return visit.edition if visit else self.services.editions.newest()

    @property
    def words(self) -> Words:
        """Return the words of the edition, in the language chosen."""
        return self.edition.words(self.state.language)
