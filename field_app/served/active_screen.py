"""One screen at a time: a second tab takes over, and the first one is told."""

from collections.abc import Callable

RelayTaken = Callable[[], None]


class ActiveScreen:
    """Which session draws the app. Use it on the event loop only."""

    def __init__(self) -> None:
        self._session_id: str | None = None
        self._on_taken: RelayTaken | None = None

    def take_over(self, session_id: str, on_taken: RelayTaken) -> None:
        """Make *session_id* the active one.

        Args:
            session_id: of the page that takes over; taking over again only
                replaces its *on_taken*.
            on_taken: called once, when another session takes over from this one.
        """
        before, told = self._session_id, self._on_taken
        self._session_id, self._on_taken = session_id, on_taken
        if told is not None and before != session_id:
            told()

    def is_active(self, session_id: str) -> bool:
        """Tell whether *session_id* draws the app."""
        return session_id == self._session_id

    def is_free(self) -> bool:
        """Tell whether no session draws the app."""
        return self._session_id is None

    def leave(self, session_id: str) -> None:
        """Free the place, when the active session's page is closed; else nothing."""
        if self.is_active(session_id):
            self._session_id = self._on_taken = None
