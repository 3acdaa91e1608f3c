"""Maps each screen to the component that draws it."""

from collections.abc import Callable
from typing import Final

import flet as ft

from field_app.screens.delivery.day import DayScreen
from field_app.screens.delivery.lookup import LookupScreen
from field_app.screens.delivery.outbox import OutboxScreen
from field_app.screens.delivery.relay import RelayScreen
from field_app.screens.delivery.relay_export import RelayExportScreen
from field_app.screens.filing.card_signature import CardSignatureScreen
from field_app.screens.filing.check import CheckScreen
from field_app.screens.filing.confirm import ConfirmScreen
from field_app.screens.filing.hand_signature import HandSignatureScreen
from field_app.screens.filing.pages import PagesScreen
from field_app.screens.filing.picture_proof import PictureProofScreen
from field_app.screens.filing.question import QuestionScreen
from field_app.screens.filing.read_back import ReadBackScreen
from field_app.screens.filing.rule import RuleScreen
from field_app.screens.filing.sealed import SealedScreen
from field_app.screens.filing.shared_fact import SharedFactScreen
from field_app.screens.filing.spoken import SpokenScreen
from field_app.screens.staff.colleague import ColleagueScreen
from field_app.screens.staff.elsewhere import ElsewhereScreen
from field_app.screens.staff.home import HomeScreen
from field_app.screens.staff.new_staff import NewStaffScreen
from field_app.screens.staff.notices import NoticesScreen
from field_app.screens.staff.passphrase import PassphraseScreen
from field_app.screens.staff.pin import PinScreen
from field_app.screens.staff.practice import PracticeScreen
from field_app.screens.staff.shift import ShiftScreen
from field_app.screens.staff.sign_in import SignInScreen
from field_app.screens.visit.actor import ActorScreen
from field_app.screens.visit.card import CardScreen
from field_app.screens.visit.card_owner import CardOwnerScreen
from field_app.screens.visit.documents import DocumentsScreen
from field_app.screens.visit.hand_back import HandBackScreen
from field_app.screens.visit.hand_over import HandOverScreen
from field_app.screens.visit.identity import IdentityScreen
from field_app.screens.visit.procedures import ProceduresScreen
from field_app.screens.visit.same_person import SamePersonScreen
from field_app.screens.visit.subject import SubjectScreen
from field_app.state.screen import Screen

SCREENS: Final[dict[Screen, Callable[[], ft.Control]]] = {
    Screen.SIGN_IN: SignInScreen,
    Screen.HOME: HomeScreen,
    Screen.NOTICES: NoticesScreen,
    Screen.OUTBOX: OutboxScreen,
    Screen.RELAY: RelayScreen,
    Screen.RELAY_EXPORT: RelayExportScreen,
    Screen.DAY: DayScreen,
    Screen.LOOKUP: LookupScreen,
    Screen.SHIFT: ShiftScreen,
    Screen.PASSPHRASE: PassphraseScreen,
    Screen.PIN: PinScreen,
    Screen.COLLEAGUE: ColleagueScreen,
    Screen.NEW_STAFF: NewStaffScreen,
    Screen.PRACTICE: PracticeScreen,
    Screen.IDENTITY: IdentityScreen,
    Screen.CARD: CardScreen,
    Screen.DOCUMENTS: DocumentsScreen,
    Screen.ACTOR: ActorScreen,
    Screen.CARD_OWNER: CardOwnerScreen,
    Screen.PROCEDURES: ProceduresScreen,
    Screen.SUBJECT: SubjectScreen,
    Screen.SAME_PERSON: SamePersonScreen,
    Screen.HAND_OVER: HandOverScreen,
    Screen.HAND_BACK: HandBackScreen,
    Screen.QUESTION: QuestionScreen,
    Screen.PAGES: PagesScreen,
    Screen.PICTURE_PROOF: PictureProofScreen,
    Screen.RULE: RuleScreen,
    Screen.CHECK: CheckScreen,
    Screen.SHARED_FACT: SharedFactScreen,
    Screen.READ_BACK: ReadBackScreen,
    Screen.CONFIRM: ConfirmScreen,
    Screen.CARD_SIGNATURE: CardSignatureScreen,
    Screen.HAND_SIGNATURE: HandSignatureScreen,
    Screen.SPOKEN: SpokenScreen,
    Screen.SEALED: SealedScreen,
    Screen.ELSEWHERE: ElsewhereScreen,
}
