"""The enums' values are those that the evidence, the courier and the office's labels know."""

from field_app.document.inputs import ConfirmationMethod
from field_app.flow.identity import TASKS
from field_app.procedure.definition.filer import ActorKind, IdentityMethod
from field_app.procedure.definition.people import Role
from field_app.procedure.definition.provenance import TYPISTS, Source
from field_app.state.card import CardWay
from field_app.state.sending import LineState
from sync.office.applications import labels
from sync.tablet.delivery.status import LINES, CourierStatus
from sync.wire.events.event_kinds import TABLET_KINDS


def test_the_evidence_takes_every_value() -> None:
    assert TABLET_KINDS["confirmed"]["method"] == set(ConfirmationMethod)
    assert TABLET_KINDS["card_read"]["task"] == set(CardWay)
    handed = TABLET_KINDS["handed_over"]["to"]
    assert isinstance(handed, frozenset)
    assert set(TYPISTS) == handed


def test_the_line_has_a_state_for_everything_that_the_courier_says() -> None:
    assert {*LINES.values(), CourierStatus().line, "online"} == set(LineState)


def test_the_office_has_a_label_for_every_value() -> None:
    assert set(labels.IDENTITY) == set(IdentityMethod) >= set(TASKS)
    assert set(labels.METHOD) == set(ConfirmationMethod)
    assert set(labels.ACTOR) == set(ActorKind)
    assert set(labels.ROLE) == set(Role)
    assert set(labels.SOURCE) == set(Source)
