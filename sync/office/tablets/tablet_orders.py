"""Names what an administrator may order of a tablet."""

from enum import StrEnum


class TabletOrder(StrEnum):
    """A button of the tablets' page."""

    APPROVE = "approve"
    REVOKE = "revoke"
    WIPE = "wipe"
