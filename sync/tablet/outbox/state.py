"""Lists the states of an application in the outbox."""

from enum import StrEnum


class ItemState(StrEnum):
    """The states of the outbox, as they stand in its table.

    ``durable`` is the last one; ``quarantined`` and ``given_up`` end when a
    person offers the application again.
    """

    SEALED = "sealed"
    """Waits to be sent."""
    SENDING = "sending"
    """Is on its way; after a crash it is offered again."""
    RECEIPTED = "receipted"
    """Lies at the reception."""
    DURABLE = "durable"
    """Lies where no single failure takes it; only then the bytes go from here."""
    QUARANTINED = "quarantined"
    """Was refused, or is damaged; a person has to look."""
    GIVEN_UP = "given_up"
    """Is not sent, by a person's decision; the bytes stay."""

    @classmethod
    def read(cls, text: str) -> "ItemState":
        """Return the state in a row; one that the disk damaged counts as quarantined."""
        try:
            return cls(text)
        except ValueError:
            return cls.QUARANTINED
