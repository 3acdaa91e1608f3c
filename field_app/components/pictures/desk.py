"""What an attachment's field may ask for; the flow of pictures does it."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from field_app.pictures.message import Box, Change, Prepared
from field_app.platform.files import Files
from field_app.procedure.definition.model import Question
from field_app.procedure.kinds.attachment import PicturePage

Bring = Callable[[], Awaitable[bytes | None]]


class Shot(Protocol):
    """A picture that was taken and is not kept yet."""

    @property
    def change(self) -> Change:
        """How it is turned, and where bars lie."""

    @property
    def prepared(self) -> Prepared:
        """What would be kept."""

    @property
    def path(self) -> str:
        """Where the browser finds it."""

    @property
    def is_read(self) -> bool:
        """Whether a reader looked for numbers; otherwise staff have to."""

    @property
    def found(self) -> int:
        """How many numbers the reader found and covered."""


class PictureDesk(Protocol):
    """Takes, changes and keeps pictures; each says on the page what goes wrong."""

    @property
    def files(self) -> Files | None:
        """What brings files through the browser; None where the client hands them over."""

    def pages(self, question: Question) -> Sequence[PicturePage]:
        """Return the pages that are kept."""

    def pending(self, question: Question) -> Shot | None:
        """Return the picture that is not kept yet."""

    def path_of(self, page: PicturePage) -> str | None:
        """Return where the browser finds a kept page."""

    async def show(self, question: Question) -> None:
        """Open the kept pages for the screen."""

    async def take(self, question: Question, bring: Bring, *, is_mirrored: bool = False) -> None:
        """Show the picture that *bring* returns."""

    async def again(self, question: Question, page: PicturePage) -> None:
        """Show a kept page large."""

    async def turn(self) -> None:
        """Turn the picture clockwise."""

    async def cover(self, box: Box) -> None:
        """Burn a black bar into the picture."""

    async def uncover(self) -> None:
        """Take the last bar away."""

    async def drop(self) -> None:
        """Forget the picture that is not kept."""

    async def keep(self, question: Question) -> None:
        """Keep the picture."""

    async def remove(self, question: Question, page: PicturePage) -> None:
        """Erase a kept page."""
