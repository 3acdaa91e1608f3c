"""Say why an answer was not taken: by words of what to do, never by what was typed."""


class AnswerRefused(Exception):
    """An answer cannot stand; nothing that was typed is lost."""

    def __init__(self, message_key: str, **params: str | int) -> None:
        super().__init__(message_key)
        self.message_key = message_key
        self.params = params
