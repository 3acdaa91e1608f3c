"""Say why a picture is not taken."""


class PictureRefused(Exception):
    """The file is no picture that we take; nothing of it was kept."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.message_key = f"pictures.p_{reason}"


class CannotRead(Exception):
    """The process that decodes pictures could not be started, or ended without an answer."""

    message_key = "pictures.p_cannot_read"
