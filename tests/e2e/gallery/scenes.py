"""Names every page that is looked at, and leads the app to it."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from card_reader.simulated.persons import BY_KEY
from field_app.document.inputs import Actor, ConfirmationMethod
from field_app.procedure.definition.filer import ActorKind
from field_app.procedure.definition.model import Procedure
from field_app.state.card import CardWay
from field_app.state.screen import Screen
from tests.e2e.gallery.stage import Stage
from tests.field_app.document.filed import PROCEDURES

Scene = Callable[[Stage], Awaitable[Any]]

PERSON: Final = "taro"
SON: Final = Actor(ActorKind.HOUSEHOLD, "見本 次郎", "長男")


def page_of(procedure: str, question: str) -> Scene:
    """Return the way to the page on which *question* stands, untouched."""

    async def lead(stage: Stage) -> None:
        await stage.begin(procedure)
        filing = stage.app.filing.filing
        filing.procedure = with_nothing_hidden(filing.procedure, question)
        await stage.app.filing.edit_answer(question)
        filing.returns_to = None

    return lead


def with_nothing_hidden(procedure: Procedure, question: str) -> Procedure:
    """Return *procedure* with *question* and its page shown, whatever was answered before."""
    page = next((set(one.questions) for one in procedure.groups if question in one.questions), ())
    shown = {question, *page}
    questions = tuple(
        one.model_copy(update={"when": None}) if one.id in shown else one
        for one in procedure.questions
    )
    return procedure.model_copy(update={"questions": questions})


def pages_of(procedure: str) -> dict[str, Scene]:
    """Return one scene a page of *procedure*, hidden questions too."""
    definition = PROCEDURES[procedure]
    later = {id for group in definition.groups for id in group.questions[1:]}
    return {
        f"page.{procedure}.{one.id}": page_of(procedure, one.id)
        for one in definition.questions
        if one.id not in later
    }


def ruled(procedure: str, **answers: object) -> Scene:
    """Return the way to the page of the rule that *answers* make hold."""

    async def lead(stage: Stage) -> None:
        await stage.begin(procedure)
        filing = stage.app.filing
        for id, raw in answers.items():
            await filing.edit_answer(id)
            filing.filing.returns_to = None
            await filing.answer(raw)
        assert stage.app.state.screen is Screen.RULE, answers

    return lead


async def refused_twice(stage: Stage) -> None:
    """Leave a page of several fields empty; two of them refuse it."""
    await page_of("kaigo_saikofu", "name")(stage)
    await stage.app.filing.answer_page({})


async def jump_list(stage: Stage) -> None:
    """Show the list of pages, one to be looked at, one answered."""
    await stage.begin("kaigo_nintei")
    await stage.app.filing.answer_page({})
    await stage.app.filing.show_pages({})


async def called(stage: Stage) -> None:
    """Call staff on a page of questions."""
    await page_of("kyufukin", "address")(stage)
    stage.app.visits.call_staff()


async def checked(stage: Stage) -> None:
    """Answer the longest form up to its check page."""
    await stage.answered("kaigo_nintei", actor=SON)


async def read_back(stage: Stage) -> None:
    """Read the first page of the longest form back."""
    await checked(stage)
    await stage.app.filing.begin_read_back()


async def before_the_seal(stage: Stage) -> None:
    """Show whose application it is, before it is confirmed."""
    await stage.heard("keiro_bus")


async def ways(stage: Stage) -> None:
    """Show the ways to confirm."""
    await before_the_seal(stage)
    await stage.app.gates.same()


def confirmed_by(method: ConfirmationMethod) -> Scene:
    """Return the way to the page of *method*."""

    async def lead(stage: Stage) -> None:
        await ways(stage)
        stage.app.practice.put(PERSON)
        await stage.app.confirm.choose(method)

    return lead


async def sealed(stage: Stage) -> None:
    """Seal an application on the resident's word."""
    await ways(stage)
    await stage.app.confirm.choose(ConfirmationMethod.SPOKEN)
    await stage.seal()


async def shared(stage: Stage) -> None:
    """Change a fact that another procedure of the visit has as well."""
    await stage.answered("keiro_bus", "kaigo_saikofu")
    await stage.app.filing.edit_answer("phone")
    await stage.app.filing.answer("0977-21-9999")


async def paused(stage: Stage) -> None:
    """Cover a page that was left."""
    await page_of("kyufukin", "pledge")(stage)
    stage.app.gates.pause()


async def handed_back(stage: Stage) -> None:
    """Ask for the staff PIN, on the way from the resident to the staff."""
    await stage.begin("kyufukin")
    await stage.app.staff.stop()


async def taken_up(stage: Stage) -> None:
    """Take up a half-done visit: whose it is stands before it."""
    await stage.answered("keiro_bus")
    await stage.home()
    await stage.app.visits.resume(stage.app.state.visits[-1].id)


async def twelve(stage: Stage) -> None:
    """Show home with twelve half-done visits."""
    await stage.home()
    while len(stage.app.state.visits) < 12:
        await stage.answered("keiro_bus", "kaigo_saikofu")
        await stage.home()


async def outbox(stage: Stage) -> None:
    """Show what waits to be delivered."""
    await stage.home()
    await stage.app.sending.open_list()


async def looked_up(stage: Stage) -> None:
    """Look a number up that this tablet has."""
    await outbox(stage)
    number = stage.app.state.sent[0].number
    await stage.app.sending.open_lookup()
    await stage.app.sending.find(number)


def at_home(step: Callable[[Stage], Awaitable[Any]]) -> Scene:
    """Return the way over home to a page of the staff."""

    async def lead(stage: Stage) -> None:
        await stage.home()
        await step(stage)

    return lead


async def identity(stage: Stage) -> None:
    """Begin a visit: how the resident shows who they are."""
    await stage.home()
    await stage.app.visits.begin()


def at_identity(screen: Screen) -> Scene:
    """Return the way to another page of a visit that began."""

    async def lead(stage: Stage) -> None:
        await identity(stage)
        stage.app.visits.show(screen)

    return lead


def with_card(way: CardWay) -> Scene:
    """Return the way to the keys for a card that lies on the reader."""

    async def lead(stage: Stage) -> None:
        await identity(stage)
        stage.app.practice.put(PERSON)
        await stage.app.identity.wait_for_card(way)

    return lead


async def card_seen(stage: Stage) -> None:
    """Read a card; its photo is compared."""
    await with_card(CardWay.VERIFICATION_B)(stage)
    await stage.app.identity.read_by_verification_b(BY_KEY[PERSON].verification_b)


async def card_owner(stage: Stage) -> None:
    """Come for another person, with a card."""
    await card_seen(stage)
    await stage.app.identity.accept_card(face_compared=True)
    await stage.app.identity.came(SON)


async def procedures(stage: Stage) -> None:
    """Choose what is done."""
    await identity(stage)
    await stage.app.identity.accept_interview()
    await stage.app.identity.came(Actor(ActorKind.SELF))


STAFF_SCENES: dict[str, Scene] = {
    "staff.home_empty": lambda stage: stage.home(),
    "staff.notices": at_home(lambda stage: stage.app.staff.open_notices()),
    "staff.shift": at_home(lambda stage: stage.app.shift.open()),
    "staff.passphrase": at_home(lambda stage: stage.app.shift.open_passphrase()),
    "staff.pin": at_home(lambda stage: stage.app.staff.open_pin()),
    "staff.new_staff": at_home(lambda stage: stage.app.shift.open_new_staff()),
    "staff.relay": at_home(lambda stage: stage.app.relaying.open()),
    "staff.relay_export": at_home(lambda stage: stage.app.relaying.open_export()),
    "staff.day": at_home(lambda stage: stage.app.relaying.open_day()),
    "staff.lookup": at_home(lambda stage: stage.app.sending.open_lookup()),
    "staff.identity": identity,
    "staff.documents": at_identity(Screen.DOCUMENTS),
    "staff.actor": at_identity(Screen.ACTOR),
    "staff.card_b": with_card(CardWay.VERIFICATION_B),
    "staff.card_pin": with_card(CardWay.PIN),
    "staff.card_seen": card_seen,
    "staff.card_owner": card_owner,
    "staff.procedures": procedures,
    "staff.hand_over": lambda stage: stage.hand_over("kaigo_nintei", actor=SON),
    "staff.taken_up": taken_up,
    "staff.home_twelve": twelve,
}

RESIDENT_SCENES: dict[str, Scene] = {
    "rule.ask": ruled("keiro_bus", birth_date="2006-01-01"),
    "rule.refuse": ruled("kyufukin", pledge="decline"),
    "group.refused": refused_twice,
    "pages": jump_list,
    "called": called,
    "check": checked,
    "check.torisage": lambda stage: stage.answered("torisage"),
    "read_back": read_back,
    "gate.seal": before_the_seal,
    "confirm.ways": ways,
    "confirm.card": confirmed_by(ConfirmationMethod.CARD_SIGNATURE),
    "confirm.hand": confirmed_by(ConfirmationMethod.HAND_SIGNATURE),
    "confirm.spoken": confirmed_by(ConfirmationMethod.SPOKEN),
    "shared": shared,
    "paused": paused,
    "hand_back": handed_back,
    "sealed": sealed,
}

SCENES: dict[str, Scene] = (
    {name: scene for procedure in PROCEDURES for name, scene in pages_of(procedure).items()}
    | RESIDENT_SCENES
    | {"staff.outbox": outbox, "staff.found": looked_up}
    | STAFF_SCENES
)
