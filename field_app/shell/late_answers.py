"""Keeps the window's connection when the browser answers for a control that is drawn no more.

Flet 1.0.5 raises there, in the loop that receives what the window sends: the connection ends. A
camera that takes a second to start is gone by then when a person goes back, or turns the tablet.
"""

from typing import Any, Final

from flet.messaging.session import Session

AS_FLET: Final = Session.handle_invoke_method_results


def take_late_answers() -> None:
    """Let an answer reach who asked, also when the control is gone; safe to repeat."""
    Session.handle_invoke_method_results = _take  # type: ignore[method-assign]


def _take(self: Session, control_id: int, call_id: str, result: Any, error: str | None) -> None:
    known = control_id if control_id in self.index else self.page._i  # the page is always there
    AS_FLET(self, known, call_id, result, error)
