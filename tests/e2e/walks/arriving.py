"""Come to the counter in the role of a case, and choose its procedure, up to the hand-over."""

import re

from field_app.procedure.definition.filer import ActorKind
from field_app.procedure.definition.model import Procedure
from field_app.procedure.definition.provenance import USUAL, Source
from field_app.procedure.eligibility import needed
from field_app.screens.visit.actor import ROLES
from field_app.words.words import Words
from tests.e2e.tablet import Tablet
from tests.e2e.walks.plan import Planned
from tests.e2e.walks.script import WalkScript

VISITOR, TIE = "見本　来子", "長女"
STILL_MS = 600


def arrive(tablet: Tablet, words: Words, plan: Planned, number: str) -> None:
    """Go from home to the first page; a withdrawal takes back what has *number*."""
    script = plan.script
    procedure, role = script.procedure, script.case.role
    if procedure.purpose == "withdrawal":
        tablet.press("番号でしらべる")
        tablet.type(number)
        tablet.press("しらべる", exact=True)
        tablet.press("この申請を取り下げる")
    else:
        tablet.press("あたらしい方")
    tablet.sees("どの方法で確認しますか")
    show_who_it_is(tablet, procedure)
    come(tablet, words, procedure, role)
    choose(tablet, words, procedure, plan.looked_for)
    if "about" in {one.question.kind for one in script.answers.values()}:
        say_about(tablet, words, script)
    tablet.sees("お渡しの前に")
    tablet.press(words(f"hand_over.s_typed_{typist(role)}"))


def show_who_it_is(tablet: Tablet, procedure: Procedure) -> None:
    """Show what the definition wants, and no more."""
    if procedure.identity == "interview":
        tablet.press("聞きとりだけ")
        return
    assert procedure.identity == "documents", "no walk has a card yet"
    tablet.press("書類で確認")
    tablet.press("パスポート")
    tablet.press("確認しました")


def come(tablet: Tablet, words: Words, procedure: Procedure, role: ActorKind) -> None:
    """Say who came, with what that role has to show; staff who write do so for the person."""
    tablet.sees("どなたが来ていますか")
    is_written = role is ActorKind.STAFF_WRITES
    came = ActorKind.SELF if is_written else role
    tablet.press(starting(words(f"actor.s_{ROLES[came]}")))
    wanted = needed(role, procedure.evidence)
    if wanted:
        tablet.type(VISITOR)
        tablet.type(TIE, 1)
    shown = set[str]()
    for one in wanted:
        if not shown & {*one.one_of}:
            tablet.press(words(f"actor.s_{one.one_of[0]}"), exact=True)
            shown.add(one.one_of[0])
    if is_written:
        tablet.press(words("actor.s_reason_hand"), exact=True)
    tablet.press(words("actor.s_next"), exact=True)


def choose(tablet: Tablet, words: Words, procedure: Procedure, looked_for: str) -> None:
    """Look for the procedure, and begin it; a withdrawal stands there alone."""
    if procedure.purpose != "withdrawal":
        tablet.sees("どの手続きをしますか")
        title = words(procedure.title_key)
        tablet.type(looked_for or title)
        stands_still(tablet)
        tablet.press(starting(title))
    tablet.press(words("procedures.s_start"), exact=True)


def stands_still(tablet: Tablet) -> None:
    """Wait until the list is narrowed: a card that still moves is not pressed."""
    before = ""
    while (now := tablet.text()) != before:
        before = now
        tablet.page.wait_for_timeout(STILL_MS)


def say_about(tablet: Tablet, words: Words, script: WalkScript) -> None:
    """Say whom it is about, as staff do before they hand the tablet over."""
    about = next(one for one in script.answers.values() if one.question.kind == "about")
    tablet.sees("この手続きは、どなたのことですか")
    tablet.press(words(about.question.option_key(about.raw)), exact=True)
    tablet.press(words("question.s_next"), exact=True)


def starting(label: str) -> re.Pattern[str]:
    """Return what a card is called that says *label* and then more."""
    return re.compile(f"^{re.escape(label)}")


def typist(role: ActorKind) -> Source:
    """Return who holds the tablet when somebody comes in *role*."""
    return Source.STAFF if role is ActorKind.STAFF_WRITES else USUAL.get(role, Source.RESIDENT)
