"""Why an answer was not taken; the words say what to do, never what was typed."""


class AnswerRefused(Exception):
    """One answer that cannot stand; nothing typed is lost."""

    def __init__(self, message_key: str, **params: str | int) -> None:
        super().__init__(message_key)
        self.message_key = message_key
        self.params = params
