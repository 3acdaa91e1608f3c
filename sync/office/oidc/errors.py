"""Names what goes wrong between the office and the city's sign-in provider."""

from typing import Final

from sync.errors import SyncError

# Why nobody came in, as the log says it.
REASONS: Final = (
    *("state", "refused", "token", "second_factor", "too_long_ago", "unknown_person"),
    *("another_person", "rights", "no_department"),
)


class ProviderSettingsRefused(SyncError):
    """The file of the provider is not what it should be; the text names the first such field."""


class ProviderAway(SyncError):
    """The provider does not answer in time, or what it says of itself is not what it should be."""


class ProviderRefused(SyncError):
    """Nobody is signed in; *reason* is one of :data:`REASONS`, the text says more, of nobody.

    *code* is what an unknown person tells an administrator.
    """

    def __init__(self, reason: str, text: str = "", code: str = "") -> None:
        super().__init__(text or reason)
        self.reason, self.code = reason, code
