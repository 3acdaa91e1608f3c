"""Joins a tablet to its city: the office's QR, the first member of staff, the keys' fingerprint."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from field_app.flow.base.step import Steps, show_busy, step
from field_app.state.join import CitySeen, JoinPage, JoinState
from sync.passphrases import normalised
from sync.tablet.device.device import EnrolledDevice
from sync.tablet.enrolment.introduction import Introduction
from sync.tablet.errors import CodeRefused
from sync.wire.city import utc_now
from sync.wire.messages.enrolment_code import EnrolmentCode


class PassphrasesDiffer(Exception):
    """The passphrase was typed differently the second time; nothing was tried."""

    message_key = "shift.p_differ"


@dataclass(frozen=True)
class NewStaff:
    """A member of staff as they are added; nobody keeps the passphrase."""

    id: str
    name: str
    passphrase: str = field(repr=False)


class NewTablet(Protocol):
    """What joining needs of the tablet; both calls wait for the line."""

    def ask(self, code: EnrolmentCode) -> Introduction:
        """Ask the reception that *code* names for its city."""

    def join(
        self, introduction: Introduction, *, code: str, name: str, staff: Sequence[NewStaff]
    ) -> EnrolledDevice:
        """Make the keys, enrol, and add *staff*."""


@dataclass(eq=False)
class JoinFlow:
    """Leads from the QR to the sign-in; *open_counter* opens the tablet's parts."""

    state: JoinState
    tablet: NewTablet
    open_counter: Callable[[], Awaitable[None]]
    steps: Steps = field(default_factory=Steps)
    now: Callable[[], datetime] = utc_now
    _code: str = field(default="", repr=False)
    _introduction: Introduction | None = None

    @step
    async def read(self, text: str) -> None:
        """Take the text of the office's QR, and ask who that city is."""
        code = EnrolmentCode.parse(text.strip(), self.now())
        show_busy(self.state, "join.l_asking")
        self._introduction = await asyncio.to_thread(self.tablet.ask, code)
        self._code, city = code.code, self._introduction.city
        self.state.city = CitySeen(city.name, city.phone)
        self.state.go(JoinPage.STAFF)

    @step
    async def join(self, name: str, person: NewStaff, again: str) -> None:
        """Make the keys and enrol; a code that is too old leads back to the first page."""
        introduction = self._introduction
        assert introduction is not None  # noqa: S101 - this page shows only with a city
        if normalised(person.passphrase) != normalised(again):
            raise PassphrasesDiffer
        show_busy(self.state, "join.l_joining", can_stop=False)
        try:
            enrolled = await asyncio.to_thread(
                self.tablet.join,
                introduction,
                code=self._code,
                name=name.strip(),
                staff=[NewStaff(person.id.strip(), person.name.strip(), person.passphrase)],
            )
        except CodeRefused:
            self.state.go(JoinPage.CODE)
            raise
        self._code = ""
        self.state.fingerprint = enrolled.fingerprint
        self.state.go(JoinPage.DONE)

    def stop(self) -> None:
        """Stop waiting for the reception; a response that still comes changes nothing."""
        self.steps.drop()
        self.state.busy = None
        self.state.changed()

    @step
    async def back(self) -> None:
        """Show the first page again, to read another QR."""
        self.state.go(JoinPage.CODE)

    @step
    async def begin(self) -> None:
        """Open the counter: from now on this window is the tablet's own."""
        await self.open_counter()
