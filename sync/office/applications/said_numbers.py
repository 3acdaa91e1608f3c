"""Writes the sentences that tell another receipt number, and reads the number out of them again.

A decision is kept as its status and its sentence: said once more, under a new place, it tells
the number that it told, whatever came since.
"""

import re
from dataclasses import dataclass
from typing import Final, Literal

from sync.wire.messages.decision import DecisionStatus
from sync.wire.messages.decision_body import NumberBody, read_body
from sync.wire.receipt_number import GROUP, LENGTH, grouped

GROUPED: Final = re.compile(rf"[2-9]{{{GROUP}}}(?:-[2-9]{{{GROUP}}}){{2}}(?:-[0-9]+)*")


@dataclass(frozen=True)
class NumberSentence:
    """What is said of another receipt number; ``text`` has its place."""

    kind: Literal["renumbered", "replaced", "withdrawn"]
    text: str

    def said(self, number: str) -> str:
        """Return the sentence of a number, as it is unique in the city."""
        return self.text.format(grouped(number))

    def body(self, number: str) -> NumberBody | None:
        """Return the body that says the same in fields; None where the number is none."""
        return read_body({"kind": self.kind, "number": number})


RENUMBERED: Final = NumberSentence(
    "renumbered", "受付番号がほかの申請と同じでした。市では {} として受け付けました。"
)
REPLACED: Final = NumberSentence("replaced", "新しい受付番号は {} です。")
WITHDRAWN: Final = NumberSentence(
    "withdrawn", "取下げを受け付けました。取下げの受付番号は {} です。"
)
SENTENCES: Final = {
    DecisionStatus.RECEIVED: RENUMBERED,
    DecisionStatus.REPLACED: REPLACED,
    DecisionStatus.WITHDRAWN: WITHDRAWN,
}


def body_said(status: DecisionStatus, message: str) -> NumberBody | None:
    """Return the body that a decision had which was made before; None where it had none."""
    sentence, found = SENTENCES.get(status), GROUPED.search(message)
    if sentence is None or found is None:
        return None
    digits = found[0].replace("-", "")
    number = "-".join(filter(None, (digits[:LENGTH], digits[LENGTH:])))
    return sentence.body(number) if message == sentence.said(number) else None
