"""A PC/SC service in software, behind the functions of pyscard: readers that misbehave as asked.

What pcscd itself does is shown by the tests marked pcsc; what it does not do on command (a
reader that hangs, loses long answers, a service that pauses) is shown with this one.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from card_reader.errors import CardRemoved
from card_reader.simulated import SimulatedDesk

OK = 0
NO_SERVICE, NO_READERS, NO_CARD = 0x8010001D, 0x8010002E, 0x8010000C
BUSY, BROKEN = 0x8010000B, 0x80100016


@dataclass(eq=False)
class SoftwareReader:
    """One reader: *carries* bytes of an answer, *connect_code* instead of a connection."""

    name: str
    desk: SimulatedDesk
    carries: int = 1 << 17
    connect_code: int = OK
    hangs: threading.Event | None = None
    shared: int = 0
    exclusive: bool = False
    is_broken: bool = False
    sent: list[bytes] = field(default_factory=list)


@dataclass(eq=False)
class SoftwarePcsc:
    """pyscard's functions; *log* says how each card was left and shared."""

    readers: list[SoftwareReader]
    runs: bool = True
    log: list[str] = field(default_factory=list)
    on_list: Callable[[], None] = lambda: None

    SCARD_S_SUCCESS = OK
    SCARD_SCOPE_USER = 0
    SCARD_STATE_UNAWARE = 0
    SCARD_STATE_PRESENT = 0x20
    SCARD_SHARE_EXCLUSIVE, SCARD_SHARE_SHARED = 1, 2
    SCARD_PROTOCOL_T0, SCARD_PROTOCOL_T1 = 1, 2
    SCARD_LEAVE_CARD, SCARD_RESET_CARD, SCARD_UNPOWER_CARD = 0, 1, 2

    def SCardEstablishContext(self, _: int) -> tuple[int, object]:
        return (OK, object()) if self.runs else (NO_SERVICE, None)

    def SCardReleaseContext(self, _: object) -> int:
        return OK

    def SCardListReaders(self, _: object, __: list[str]) -> tuple[int, list[str]]:
        self.on_list()
        if not self.runs:
            return NO_SERVICE, []
        return (OK if self.readers else NO_READERS), [one.name for one in self.readers]

    def SCardGetStatusChange(
        self, _: object, __: int, asked: list[tuple[str, int]]
    ) -> tuple[int, list[tuple[str, int, bytes]]]:
        return OK, [(name, self._state(self._named(name)), b"") for name, _ in asked]

    def SCardConnect(
        self, _: object, name: str, share: int, __: int
    ) -> tuple[int, SoftwareReader | None, int]:
        reader = self._named(name)
        if reader.connect_code:
            return reader.connect_code, None, 0
        if reader.desk.current() is None:
            return NO_CARD, None, 0
        if reader.exclusive or (reader.shared and share == self.SCARD_SHARE_EXCLUSIVE):
            return BUSY, None, 0
        reader.exclusive = share == self.SCARD_SHARE_EXCLUSIVE
        reader.shared, reader.is_broken = reader.shared + 1, False
        self.log.append("exclusive" if reader.exclusive else "shared")
        return OK, reader, self.SCARD_PROTOCOL_T1

    def SCardReconnect(self, reader: SoftwareReader, _: int, __: int, how: int) -> tuple[int, int]:
        self._leave(reader, how)
        reader.is_broken = False
        return (OK, 2) if reader.desk.current() else (NO_CARD, 0)

    def SCardBeginTransaction(self, _: SoftwareReader) -> int:
        return OK

    def SCardEndTransaction(self, reader: SoftwareReader, how: int) -> int:
        self._leave(reader, how)
        return OK

    def SCardDisconnect(self, reader: SoftwareReader, how: int) -> int:
        self._leave(reader, how)
        reader.shared, reader.exclusive = reader.shared - 1, False
        return OK

    def SCardTransmit(
        self, reader: SoftwareReader, _: int, apdu: list[int]
    ) -> tuple[int, list[int]]:
        reader.sent.append(bytes(apdu))
        if reader.hangs:
            reader.hangs.wait(30)
        if reader.is_broken or reader.desk.current() is None:
            return BROKEN, []
        try:
            answer = reader.desk.transmit(reader.desk.insertion(), bytes(apdu))
        except CardRemoved:
            return BROKEN, []
        if len(answer) - 2 > reader.carries:
            reader.is_broken = True
            return BROKEN, []
        return OK, list(answer)

    def _leave(self, reader: SoftwareReader, how: int) -> None:
        if how == self.SCARD_LEAVE_CARD or reader.desk.current() is None:
            return
        self.log.append("power off" if how == self.SCARD_UNPOWER_CARD else "warm reset")
        chip = reader.desk.chip()
        (chip.power_off if how == self.SCARD_UNPOWER_CARD else chip.warm_reset)()

    def _named(self, name: str) -> SoftwareReader:
        return next(one for one in self.readers if one.name == name)

    def _state(self, reader: SoftwareReader) -> int:
        present = self.SCARD_STATE_PRESENT if reader.desk.current() else 0
        return reader.desk.insertion() << 16 | present
