"""Which component draws which screen."""

from collections.abc import Callable
from typing import Final

import flet as ft

from field_app.screens.actor import ActorScreen
from field_app.screens.card import CardScreen
from field_app.screens.card_signature import CardSignatureScreen
from field_app.screens.carry import CarryScreen
from field_app.screens.carry_out import CarryOutScreen
from field_app.screens.check import CheckScreen
from field_app.screens.colleague import ColleagueScreen
from field_app.screens.confirm import ConfirmScreen
from field_app.screens.day import DayScreen
from field_app.screens.documents import DocumentsScreen
from field_app.screens.elsewhere import ElsewhereScreen
from field_app.screens.hand_over import HandOverScreen
from field_app.screens.hand_signature import HandSignatureScreen
from field_app.screens.home import HomeScreen
from field_app.screens.identity import IdentityScreen
from field_app.screens.lookup import LookupScreen
from field_app.screens.new_staff import NewStaffScreen
from field_app.screens.notices import NoticesScreen
from field_app.screens.outbox import OutboxScreen
from field_app.screens.passphrase import PassphraseScreen
from field_app.screens.practice import PracticeScreen
from field_app.screens.procedures import ProceduresScreen
from field_app.screens.question import QuestionScreen
from field_app.screens.read_back import ReadBackScreen
from field_app.screens.sealed import SealedScreen
from field_app.screens.shift import ShiftScreen
from field_app.screens.sign_in import SignInScreen
from field_app.screens.spoken import SpokenScreen
from field_app.state import Screen

SCREENS: Final[dict[Screen, Callable[[], ft.Control]]] = {
    Screen.SIGN_IN: SignInScreen,
    Screen.HOME: HomeScreen,
    Screen.NOTICES: NoticesScreen,
    Screen.OUTBOX: OutboxScreen,
    Screen.CARRY: CarryScreen,
    Screen.CARRY_OUT: CarryOutScreen,
    Screen.DAY: DayScreen,
    Screen.LOOKUP: LookupScreen,
    Screen.SHIFT: ShiftScreen,
    Screen.PASSPHRASE: PassphraseScreen,
    Screen.COLLEAGUE: ColleagueScreen,
    Screen.NEW_STAFF: NewStaffScreen,
    Screen.PRACTICE: PracticeScreen,
    Screen.IDENTITY: IdentityScreen,
    Screen.CARD: CardScreen,
    Screen.DOCUMENTS: DocumentsScreen,
    Screen.ACTOR: ActorScreen,
    Screen.PROCEDURES: ProceduresScreen,
    Screen.HAND_OVER: HandOverScreen,
    Screen.QUESTION: QuestionScreen,
    Screen.CHECK: CheckScreen,
    Screen.READ_BACK: ReadBackScreen,
    Screen.CONFIRM: ConfirmScreen,
    Screen.CARD_SIGNATURE: CardSignatureScreen,
    Screen.HAND_SIGNATURE: HandSignatureScreen,
    Screen.SPOKEN: SpokenScreen,
    Screen.SEALED: SealedScreen,
    Screen.ELSEWHERE: ElsewhereScreen,
}
