"""Takes, turns, covers, keeps and removes the pictures of an attachment.

A picture lies in memory until it is kept, and in a sealed row from then on. A page that
comes or goes takes the answer with it: what is sealed is what was there at つぎへ.
"""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from field_app.document.inputs import AttachedPage, Filing
from field_app.flow.base.open_visit import OpenVisit, open_visit
from field_app.flow.base.services import Services
from field_app.flow.base.session import SessionKeys
from field_app.flow.base.step import Steps, show_busy, step
from field_app.flow.kept.pages import page_bytes, page_row, read_page
from field_app.flow.kept.records import answer_row
from field_app.flow.staff import StaffFlow
from field_app.pictures.child import prepare
from field_app.pictures.masking import numbers_in
from field_app.pictures.message import MOST_BARS, Box, Change
from field_app.platform.files import Files
from field_app.procedure.answers import Answer
from field_app.procedure.definition.model import Question
from field_app.procedure.definition.provenance import Source
from field_app.procedure.kinds import KINDS
from field_app.procedure.kinds.attachment import PicturePage, StaffLook
from field_app.state.app import AppState
from field_app.state.filing import FilingState
from field_app.state.picture import PendingPicture
from field_app.state.screen import Screen
from field_app.words.words import Words
from sync.wire.digest import sha256_hex
from sync.wire.package import Part

JPEG: Final = "image/jpeg"
QUARTER: Final = 90

Bring = Callable[[], Awaitable[bytes | None]]


class PagesDiffer(Exception):
    """The pages that are kept are not those that the answer lists; nothing was sealed."""

    message_key = "confirm.p_not_complete"


def attached_pages(
    asked: Iterable[Question], answers: Mapping[str, Answer], words: Words
) -> Iterator[AttachedPage]:
    """Yield the pages of every answer that lists some, each with the name of its part."""
    for question in asked:
        pages = answers[question.id].value if KINDS[question.kind].has_pages else None
        for place, page in enumerate(pages if isinstance(pages, list) else (), 1):
            yield AttachedPage(
                part=f"attachment_{question.id}_{place}.jpg",
                question=question.id,
                n=page["n"],
                label=words(question.label_key),
                sha256=page["sha256"],
                masked=page["masked"],
                looked=page["looked"],
            )


def page_parts(visit: OpenVisit, filing: Filing) -> list[Part]:
    """Return the pages of *filing* as the parts that are sealed with it. Blocks.

    Raises:
        PagesDiffer: one is not there, or is another than its answer says.
    """
    return [
        Part(page.part, JPEG, _jpeg(visit, filing.procedure_id, page.question, page.n, page.sha256))
        for page in filing.attachments
    ]


def _jpeg(visit: OpenVisit, procedure_id: str, question_id: str, n: int, sha256: str) -> bytes:
    row = visit.drafts.get(visit.id, page_row(procedure_id, question_id, n))
    jpeg = read_page(row)[1] if row is not None else b""
    if sha256_hex(jpeg) != sha256:
        raise PagesDiffer
    return jpeg


@dataclass(frozen=True)
class PictureFlow:
    """Does what the field of an attachment offers."""

    state: AppState
    services: Services
    keys: SessionKeys
    steps: Steps
    staff: StaffFlow

    @property
    def files(self) -> Files | None:
        """What brings files through the browser; None where the client hands them over."""
        return self.services.files

    def pages(self, question: Question) -> tuple[PicturePage, ...]:
        """Return the pages of *question* that are kept."""
        return self._filing.pages.get(question.id, ())

    def pending(self, question: Question) -> PendingPicture | None:
        """Return the picture that was taken for *question* and is not kept yet."""
        found = self.state.open_visit.picture
        return found if found is not None and found.question == question.id else None

    def path_of(self, page: PicturePage) -> str | None:
        """Return where the browser finds a kept page; None until `show` brought it there."""
        return self._filing.page_paths.get(page["sha256"])

    async def show(self, question: Question) -> None:
        """Open the kept pages of *question* for the screen; nothing is changed."""
        visit, paths = open_visit(self), self._filing.page_paths
        for page in self.pages(question):
            if page["sha256"] not in paths:
                jpeg = await self._jpeg(visit, question, page)
                paths[page["sha256"]] = self.services.hand_out.put(jpeg, JPEG)
        self.state.changed()

    @step
    async def take(self, question: Question, bring: Bring, *, is_mirrored: bool = False) -> None:
        """Show the picture that *bring* returns, made fit to be kept; nothing is kept yet.

        One that *is_mirrored*, as cameras without a known side take it, is turned back first.
        """
        content = await bring()
        if content is not None:
            await self._pend(question, content, Change(is_mirrored=is_mirrored))

    @step
    async def again(self, question: Question, page: PicturePage) -> None:
        """Show a kept page large, to be turned or covered; it stays until the new one is kept."""
        jpeg = await self._jpeg(open_visit(self), question, page)
        await self._pend(question, jpeg, Change(), page)

    @step
    async def turn(self) -> None:
        """Turn the picture clockwise by a quarter; its bars turn with it."""
        shown = self._shown
        bars = tuple((1 - low, left, 1 - top, right) for left, top, right, low in shown.change.bars)
        turn = (shown.change.turn + QUARTER) % 360
        await self._change(shown, replace(shown.change, turn=turn, bars=bars))

    @step
    async def cover(self, box: Box) -> None:
        """Burn a black bar into the picture."""
        shown = self._shown
        await self._change(shown, replace(shown.change, bars=(*shown.change.bars, box)))

    @step
    async def uncover(self) -> None:
        """Take the last bar away that a person drew; those of the reader stay."""
        shown = self._shown
        if len(shown.change.bars) <= shown.found:
            return
        await self._change(shown, replace(shown.change, bars=shown.change.bars[:-1]))

    @step
    async def drop(self) -> None:
        """Forget the picture that was taken; the kept pages stay."""
        self._forget_pending()

    @step
    async def keep(self, question: Question) -> None:
        """Keep the picture that a reader looked at, or that staff have in their hands.

        Where somebody else holds the tablet, staff first say with their PIN that they looked.
        """
        if self._shown.is_read or self.state.typed_by is Source.STAFF:
            await self._keep(question)
        else:
            self.state.go(Screen.PICTURE_PROOF)

    @step
    async def prove(self, secret: str) -> None:
        """Keep the picture: who is signed in says with a PIN that no number stands on it.

        Raises:
            WrongStaffPin, WrongPassphrase: nothing was kept; the picture stays.
        """
        await self.staff.prove(secret)
        shown, filing = self._shown, self._filing
        asked = {question.id: question for question in filing.procedure.questions}
        await self._keep(asked[shown.question])
        self.state.go(Screen.QUESTION)

    async def _keep(self, question: Question) -> None:
        shown, visit = self._shown, open_visit(self)
        jpeg = shown.prepared.jpeg
        pages = self.pages(question)
        last = max((page["n"] for page in pages), default=0)
        page = PicturePage(
            n=last + 1 if shown.replaces is None else shown.replaces,
            sha256=sha256_hex(jpeg),
            size=len(jpeg),
            masked=len(shown.change.bars) + shown.before,
            looked=None
            if shown.is_read
            else StaffLook(by=visit.staff_id, at=self.services.now().isoformat()),
        )
        await self.services.workers.store(self._put, visit, question, page, jpeg)
        for one in pages:
            if one["n"] == page["n"]:
                self._forget_path(self._filing.page_paths.pop(one["sha256"], None))
        self._filing.page_paths[page["sha256"]] = shown.path
        self.state.open_visit.picture = None
        others = [one for one in pages if one["n"] != page["n"]]
        self._changed(question, sorted([*others, page], key=lambda one: one["n"]))

    @step
    async def remove(self, question: Question, page: PicturePage) -> None:
        """Erase a kept page."""
        visit = open_visit(self)
        await self.services.workers.store(self._put, visit, question, page, None)
        self._forget_path(self._filing.page_paths.pop(page["sha256"], None))
        self._changed(question, [one for one in self.pages(question) if one["n"] != page["n"]])

    @property
    def _filing(self) -> FilingState:
        return self.state.open_visit.filing

    @property
    def _shown(self) -> PendingPicture:
        found = self.state.open_visit.picture
        if found is None:
            raise ValueError("no picture was taken")
        return found

    async def _pend(
        self, question: Question, source: bytes, change: Change, page: PicturePage | None = None
    ) -> None:
        show_busy(self.state, "pictures.l_working", can_stop=False)
        shown = PendingPicture(
            question.id,
            source,
            change,
            await self.services.workers.documents(prepare, source, change),
            path="",
            replaces=page["n"] if page else None,
            before=(page["masked"] or 0) if page else 0,
        )
        shown = await self._masked(shown)
        self._forget_pending()
        self.state.open_visit.picture = self._handed_out(shown)

    async def _change(self, shown: PendingPicture, change: Change) -> None:
        show_busy(self.state, "pictures.l_working", can_stop=False)
        prepared = await self.services.workers.documents(prepare, shown.source, change)
        changed = replace(shown, change=change, prepared=prepared)
        if change.turn != shown.change.turn:  # what lay on its side is read better upright
            changed = await self._masked(changed)
        self._forget_path(shown.path)
        self.state.open_visit.picture = self._handed_out(changed)

    async def _masked(self, shown: PendingPicture) -> PendingPicture:
        """Return *shown* with a bar over every number that a reader finds, if there is one.

        The reader's bars come before those that a person drew.
        """
        documents = self.services.workers.documents
        boxes = await documents(numbers_in, shown.prepared.jpeg)
        if boxes is None:
            return replace(shown, is_read=False)
        if not boxes:
            return replace(shown, is_read=True)
        change = replace(shown.change, bars=(*boxes, *shown.change.bars)[:MOST_BARS])
        prepared = await documents(prepare, shown.source, change)
        found = shown.found + len(boxes)
        return replace(shown, change=change, prepared=prepared, is_read=True, found=found)

    def _handed_out(self, shown: PendingPicture) -> PendingPicture:
        return replace(shown, path=self.services.hand_out.put(shown.prepared.jpeg, JPEG))

    def _put(
        self, visit: OpenVisit, question: Question, page: PicturePage, jpeg: bytes | None
    ) -> None:
        """Write or erase one page, and the answer that listed the pages before. Blocks."""
        procedure = visit.shown.filing.procedure
        row = page_row(procedure.id, question.id, page["n"])
        with self.services.store.atomic():
            if jpeg is None:
                visit.drafts.remove(visit.id, row)
            else:
                visit.drafts.put(visit.id, row, page_bytes(page, jpeg))
            visit.drafts.remove(visit.id, answer_row(procedure.id, question.id))

    def _changed(self, question: Question, pages: list[PicturePage]) -> None:
        self._filing.pages[question.id] = tuple(pages)
        self._filing.answers.pop(question.id, None)

    async def _jpeg(self, visit: OpenVisit, question: Question, page: PicturePage) -> bytes:
        place = (visit.shown.filing.procedure.id, question.id, page["n"], page["sha256"])
        return await self.services.workers.store(_jpeg, visit, *place)

    def _forget_pending(self) -> None:
        visit = self.state.open_visit
        if visit.picture is not None:
            self._forget_path(visit.picture.path)
        visit.picture = None

    def _forget_path(self, path: str | None) -> None:
        if path is not None:
            self.services.hand_out.forget(path)
