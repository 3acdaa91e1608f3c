"""Names an administrator's orders on a tablet, and what the tablet is told to do."""

from enum import StrEnum


class TabletOrder(StrEnum):
    """A button of the tablets' page."""

    APPROVE = "approve"
    REVOKE = "revoke"
    WIPE = "wipe"


class LeaseOrder(StrEnum):
    """What a tablet does when it next calls: go on, lock, or erase its drafts."""

    NONE = "none"
    LOCK = "lock"
    WIPE = "wipe"
