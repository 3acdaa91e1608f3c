"""Runs one step of a flow at a time; each ends in a redraw or in a problem."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, cast

from field_app.state.busy import Busy
from field_app.words.problem import Problem, problem_of

log = logging.getLogger(__name__)

P = ParamSpec("P")


@dataclass
class Steps:
    """Which step of a session runs now; at most one."""

    running: "asyncio.Task[None] | None" = field(default=None, repr=False)

    def drop(self) -> None:
        """Cancel the running step, so that it changes nothing more after a lock.

        What its worker had begun comes to its end (an answer is saved or not,
        an application is sealed or not), only the screen does not follow.
        """
        running, self.running = self.running, None
        if running is not None:
            running.cancel()


class StepState(Protocol):
    """What a step shows while it runs and when it went wrong."""

    problem: Problem | None
    busy: Busy | None

    def changed(self) -> None:
        """Redraw."""


class Flow(Protocol):
    """A flow: it has the session's state and knows the running step."""

    @property
    def state(self) -> StepState:
        """What the screens of the session are drawn from."""

    @property
    def steps(self) -> Steps:
        """The session's running step."""


def show_busy(state: StepState, message_key: str, *, can_stop: bool = True) -> None:
    """Show that something takes a while; the end of the step takes it away."""
    state.busy = Busy(message_key, can_stop=can_stop)
    state.changed()


F = TypeVar("F", bound=Flow)
Method = Callable[Concatenate[F, P], Coroutine[Any, Any, None]]


def step(method: Method[F, P]) -> Method[F, P]:
    """Make an async method of a flow safe to call from a handler.

    While one step runs, another press does nothing: a hand that trembles
    presses twice. Whatever goes wrong becomes ``state.problem`` and stays on
    the screen where it happened; nothing that was saved is lost by it.
    """

    @wraps(method)
    async def run(self: F, *args: P.args, **kwargs: P.kwargs) -> None:
        if self.steps.running is not None:
            return
        self.state.problem = None
        task = asyncio.ensure_future(method(self, *args, **kwargs))
        self.steps.running = task
        try:
            await task
        except asyncio.CancelledError:
            if self.steps.running is task:
                raise
            return
        except Exception as error:  # noqa: BLE001 - the guard of every flow
            # The class alone: an error's text may hold what a person typed.
            log.warning("%s ended in %s", method.__qualname__, type(error).__name__)
            self.state.problem = problem_of(error)
        finally:
            if self.steps.running is task:
                self.steps.running = None
                self.state.busy = None
                self.state.changed()

    return cast(Method[F, P], run)
