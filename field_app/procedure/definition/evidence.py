"""Define what somebody in a role has to show before an application is sealed."""

from typing import Final, Literal, get_args

from pydantic import Field

from field_app.procedure.definition.filer import ActorKind
from field_app.procedure.definition.frozen import FrozenModel

EvidenceKind = Literal[
    "agent_id", "power_of_attorney", "holder_document", "registry", "family_register"
]
EVIDENCE_KINDS: Final[tuple[EvidenceKind, ...]] = get_args(EvidenceKind)
# Whose original may be shown later; the identity of who came has to be seen now.
LATER: Final[frozenset[EvidenceKind]] = frozenset(
    {"power_of_attorney", "holder_document", "registry", "family_register"}
)


class Needed(FrozenModel):
    """One of these documents has to be shown by somebody in this role."""

    role: ActorKind
    one_of: tuple[EvidenceKind, ...] = Field(min_length=1)


def _needed(role: ActorKind, *one_of: EvidenceKind) -> Needed:
    return Needed(role=role, one_of=one_of)


# The right to act, and who it is that acts; a definition may ask for more.
# Source: 番号法施行規則 第6条・第7条 for agents; pages of cities for the others (docs/domain.md).
ALWAYS: Final = (
    _needed(ActorKind.HOUSEHOLD, "agent_id"),
    _needed(ActorKind.LEGAL_REPRESENTATIVE, "registry", "family_register"),
    _needed(ActorKind.LEGAL_REPRESENTATIVE, "agent_id"),
    _needed(ActorKind.AGENT, "power_of_attorney", "holder_document"),
    _needed(ActorKind.AGENT, "agent_id"),
    _needed(ActorKind.MESSENGER, "agent_id"),
    _needed(ActorKind.SUBMISSION_AGENT, "agent_id"),
)
