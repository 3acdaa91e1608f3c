"""Writes the office's log output for people: one line a message, and nothing unseen in it."""

import logging

from sync.visible import one_line, visible


class VisibleFormatter(logging.Formatter):
    """Formats a record so that no text of a tablet or a stranger looks like another line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record's line, and its traceback below it."""
        plain = logging.makeLogRecord({**vars(record), "msg": one_line(record.getMessage())})
        plain.args = ()
        return visible(super().format(plain))


def log_visibly() -> None:
    """Send warnings and errors of every part to standard error, through the formatter."""
    handler = logging.StreamHandler()
    handler.setFormatter(VisibleFormatter("%(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
