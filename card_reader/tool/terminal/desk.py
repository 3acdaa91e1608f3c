"""Holds the settings of one run of the tool, opens its card and asks for secrets."""

import getpass
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from card_reader.card import Card
from card_reader.errors import NoReader, NotMyNumberCard
from card_reader.same_card import SameCard
from card_reader.source import CardSource, Reader, never
from card_reader.tool.terminal.words import Language, say
from card_reader.trace import Watch


class NotTheSame(ValueError):
    """The two entries of a new PIN differ."""


class FileRefused(Exception):
    """A file that cannot be read or written, or is no file of its kind; *file* as it was named.

    *says* is the key of the text that tells what to do, where one does.
    """

    def __init__(self, file: Path, says: str = "") -> None:
        super().__init__("a file was refused")
        self.file, self.says = str(file), says


class NotVerified(Exception):
    """The signature is not over this file, or not by this certificate's key."""


class SigningNotInstalled(Exception):
    """pyHanko, which makes the signed files, is not installed."""


@dataclass(frozen=True)
class Desk:
    """The settings of one run, and the card and the secrets that follow from them."""

    source: CardSource
    language: Language
    reader: str | None
    wait_s: float
    secret_stdin: bool
    use_last_try: bool
    same: SameCard = field(default_factory=SameCard, repr=False)

    @contextmanager
    def card(self, *, asks_kind: bool = True, exclusive: bool = False) -> Iterator[Card]:
        """Hold the card of the chosen reader, after waiting ``wait_s`` seconds at most.

        Args:
            asks_kind: ask the card what it is. A task that begins with an application that no
                other card has need not: it saves two commands.
            exclusive: no other program may be connected; for signatures and new PINs.

        Raises:
            NotMyNumberCard: it is some other card. AnotherCard: not the card of the first touch.
            NoReader, NoCard, SeveralCards, CardBusy, ServiceStopped: see ``CardSource``.
        """
        if self.wait_s and self.reader is None:
            self._wait()
        with self.source.open(self._chosen(), exclusive=exclusive) as card:
            if not self.secret_stdin:
                self.same.check(card)
            elif asks_kind:
                card.kind()
            yield card

    def secret(self, key: str, counter: str) -> str:
        """Ask for a secret without showing it, or take the next line of standard input.

        Call it while no card is held: Windows resets a card that a program holds for five
        seconds and says nothing to. A person sees how many tries the card has left.
        """
        if self.secret_stdin:
            return self._line()
        with self.card() as card:
            left = card.tries().left()[counter]
        tries = "" if left is None else f" ({say(self.language, 'tries_left', n=left)})"
        return self._typed(f"{say(self.language, key)}{tries}: ")

    def _wait(self) -> None:
        """Wait for a card, and go on waiting past another smart card that is always there."""
        end = time.monotonic() + self.wait_s
        while True:
            try:
                self.source.wait_for_card(end - time.monotonic(), never)
                return
            except NotMyNumberCard:
                if time.monotonic() >= end:
                    raise

    def says_yes(self, key: str) -> bool:
        """Ask a question at the terminal; False where nobody sits at one."""
        if self.secret_stdin:
            return False
        return input(f"{say(self.language, key)} ").strip().lower() in ("y", "yes")

    def new_secret(self) -> str:
        """Ask for a new secret; a person types it twice."""
        if self.secret_stdin:
            return self._line()
        first, again = (
            self._typed(f"{say(self.language, key)}: ") for key in ("ask_new", "ask_again")
        )
        if first != again:
            raise NotTheSame(say(self.language, "not_the_same"))
        return first

    def _typed(self, prompt: str) -> str:
        """Ask at the terminal without an echo; where there is none, take a line of standard input.

        Nothing shows there what comes in, so that Python's warning of an echo is wrong.
        """
        with warnings.catch_warnings():
            warnings.simplefilter("error", getpass.GetPassWarning)
            try:
                return getpass.getpass(prompt)
            except getpass.GetPassWarning:
                print(prompt, end="", file=sys.stderr, flush=True)
        return self._line()

    @staticmethod
    def _line() -> str:
        """Return the next line. EOFError when there is none."""
        line = sys.stdin.readline()
        if not line:
            raise EOFError
        return line.rstrip("\r\n")

    def watched(self) -> list[Reader]:
        """Return the readers that were asked for, or all of them."""
        return [one for one in self.source.readers() if (self.reader or "") in one.name]

    def _chosen(self) -> Reader | None:
        if self.reader is None:
            return None
        found = self.watched()
        exact = [one for one in found if one.name == self.reader]
        if len(exact or found) != 1:
            raise NoReader
        return (exact or found)[0]


def source(practice: str | None, folder: Path, watch: Watch | None) -> CardSource:
    """Return the real readers, or a practice reader with one invented person's card."""
    if practice is None:
        from card_reader.pcsc import PcscSource

        return PcscSource(watch)
    # Practice draws pictures and makes keys; nobody else waits for what that needs.
    from card_reader.simulated import SimulatedDesk, SimulatedSource

    desk = SimulatedDesk(folder)
    desk.put(practice)
    return SimulatedSource(desk, watch)
