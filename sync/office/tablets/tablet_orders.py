"""What an administrator orders of a tablet, and what the tablet is told to do with its drafts."""

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
