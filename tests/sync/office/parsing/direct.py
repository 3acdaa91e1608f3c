"""Readings in the test's own process: a thousand documents need no thousand children."""

from typing import Any

from sync.office.parsing.child import ChildReader, Ended, NotRead


class Direct(ChildReader):
    """Runs a reading in this process: a thousand documents need no thousand children."""

    def read(self, task: Any, _: Any, *arguments: Any) -> bytes:
        try:
            return bytes(task(*arguments))
        except Exception as ended:
            raise NotRead(Ended.CRASH) from ended
