"""Takes drafts in, and publishes what a second person approved: signed, with the keys at hand."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from sync.errors import SyncError
from sync.office.authoring.command import TOO_MUCH, AuthorsCommand, NotTried
from sync.office.authoring.drafts import (
    DraftRefused,
    DraftState,
    ProcedureDraft,
    ProcedureDrafts,
    hindrances,
)
from sync.office.authoring.published import CASES, PROCEDURES, Publisher, texts_of, version_in
from sync.office.authoring.report import DraftReport
from sync.office.authoring.uploads import DraftUpload
from sync.office.packs.content import PackContentRefused, collect
from sync.office.packs.history import PublishedPack, pack_of
from sync.office.packs.keys import KeyMissing
from sync.office.packs.turns import PackMoved
from sync.wire.content.pack import LANGUAGES, NAME
from sync.wire.durably import write_durably, write_whole

WORDS: Final = re.compile(rf"words/(?:{'|'.join(LANGUAGES)})/{NAME}\.toml", re.ASCII)
NOTHING_YET: Final = "まだ何も出していません。はじめの1回は、庁内の機械の命令で出します。"
GONE: Final = "その版はもうありません。"
NO_KEYS: Final = (
    "署名の鍵がここにないので、まだ出していません。鍵のある人が、鍵を入れて「出す」を押すか、"
    "命令 publish-approved で出します。"
)
OTHER_NOW: Final = (
    "頼んだあとに、出ているものが変わりました。この案は返しました。"
    "もう一度入れて、確かめてください。"
)
NOT_OURS: Final = (
    "内容のフォルダーの「{path}」に、まだ出していない変更があります。"
    "先にそれを出すか、もどしてください。"
)
REFUSED: Final = "署名しませんでした：{reason}"


class PackKeysAway(Exception):
    """The draft is approved; the keys that sign it are not at hand."""


@dataclass(frozen=True)
class AuthoringDesk:
    """What clerks do with drafts."""

    drafts: ProcedureDrafts
    publisher: Publisher
    command: AuthorsCommand

    def look_at(self, upload: DraftUpload) -> DraftReport:
        """Return everything about a file that came, over what is published.

        Raises:
            DraftRefused: nothing is published yet.
            NotTried: it could not be read to its end.
        """
        return self.command.report(upload, self.publisher.base(self._newest()))

    def workbook(self, id: str) -> bytes:
        """Return a published definition as an Excel file. Errors as above."""
        return self.command.workbook(id, self.publisher.base(self._newest()))

    def again(self, id: str, number: int, by: str) -> str:
        """Make a draft of a definition as it stood in an earlier pack; return the draft's id.

        It gets the next version: a tablet never takes an older one in the place of a newer.

        Raises:
            DraftRefused: there is no such pack, or it has no such definition.
            NotTried: as above.
        """
        newest, earlier = self._newest(), pack_of(self.publisher.repository, number)
        path = f"{PROCEDURES}{id}.toml"
        if earlier is None or path not in earlier.files:
            raise DraftRefused(GONE)
        last = newest.files.get(path, earlier.files[path])
        texts = {
            **texts_of(earlier.files, id),
            "cases": self._cases(id, version_in(earlier.files[path])),
            "version": version_in(last) + 1,
        }
        upload = DraftUpload.of_text(texts)
        report = self.look_at(upload)
        if report.refused or not report.changes:
            raise DraftRefused(report.refused or "".join(hindrances(report, is_again=True)))
        return self.drafts.put(upload, report, by)

    def publish(self, row: ProcedureDraft, by: str) -> None:
        """Sign an approved draft as a part of the next pack, and lay it into the content folder.

        Everything else stays as tablets have it.

        Raises:
            PackKeysAway: it stays approved.
            DraftRefused, NotTried: nothing was signed.
        """
        if row.state is not DraftState.APPROVED:
            raise DraftRefused("承認された案ではありません。")
        pack = self._newest()
        base = self.publisher.base(pack)
        report = self.command.report(self.drafts.upload_of(row), base)
        if not report.changes and report.version == row.version:
            self._note_only(row, pack, by)  # the process ended between signing and noting
            return
        if report.digest != row.digest or hindrances(report, is_again=row.is_again):
            self.drafts.refuse_mistaken(row, by)
            self.drafts.give_back(row.id, OTHER_NOW, by)
            raise DraftRefused(OTHER_NOW)
        files = own_files(report, base)
        self._refuse_unpublished(files, base)
        try:
            self._sign(row, pack, files, by)
        except KeyMissing as away:
            raise PackKeysAway from away
        except (PackContentRefused, PackMoved) as refused:
            raise DraftRefused(REFUSED.format(reason=_said(refused))) from refused
        for path, raw in files.items():
            write_durably(self.publisher.content / path, raw)

    def _sign(
        self, row: ProcedureDraft, pack: PublishedPack, files: Mapping[str, bytes], by: str
    ) -> None:
        content = _checked({**self.publisher.base(pack), **files}, self.drafts)
        with self.drafts.store.transaction() as db:
            self.drafts.note_published(db, row, pack.number + 1, by)
            self.publisher.repository.publish(content, over=pack.number)

    def _note_only(self, row: ProcedureDraft, pack: PublishedPack, by: str) -> None:
        with self.drafts.store.transaction() as db:
            self.drafts.note_published(db, row, pack.number, by)

    def _newest(self) -> PublishedPack:
        pack = self.publisher.newest()
        if pack is None:
            raise DraftRefused(NOTHING_YET)
        return pack

    def _cases(self, id: str, version: int) -> str:
        """Return the cases that a version was published with, or those of now."""
        for row in self.drafts.of(id):
            is_it = row.version == version and row.state is DraftState.PUBLISHED
            if is_it and row.report.draft:
                return str(row.report.draft["cases"])
        file = self.publisher.content / CASES / f"{id}.toml"
        return file.read_text(encoding="utf-8") if file.is_file() else ""

    def _refuse_unpublished(self, files: Mapping[str, bytes], base: Mapping[str, bytes]) -> None:
        """Refuse to write over what somebody changed in the content folder and did not publish."""
        for path in files:
            file = self.publisher.content / path
            held = file.read_bytes() if file.is_file() else None
            if held != base.get(path):
                raise DraftRefused(NOT_OURS.format(path=path))


def own_files(report: DraftReport, base: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files of a draft, which change nothing of another procedure.

    Raises:
        NotTried: they do, or are no files of a definition.
    """
    own = {f"{PROCEDURES}{report.id}.toml", f"{CASES}/{report.id}.toml"}
    found: dict[str, bytes] = {}
    for path, text in report.files.items():
        raw = text.encode()
        is_its_words = WORDS.fullmatch(path) and _without(raw, report.id) == _without(
            base.get(path, b""), report.id
        )
        if path not in own and not is_its_words:
            raise NotTried(TOO_MUCH)
        found[path] = raw
    return found


def _without(raw: bytes, id: str) -> dict[str, Any]:
    """Return a file of words without those of one procedure."""
    try:
        tables = tomllib.loads(raw.decode())
    except (tomllib.TOMLDecodeError, RecursionError) as refused:
        raise NotTried(TOO_MUCH) from refused
    return {**tables, "p": {name: one for name, one in tables.get("p", {}).items() if name != id}}


def _checked(files: Mapping[str, bytes], drafts: ProcedureDrafts) -> dict[str, bytes]:
    """Return the files of the next pack, checked as `publish` does."""
    with TemporaryDirectory(prefix="demado-pack-") as name:
        for path, raw in files.items():
            write_whole(Path(name) / path, raw)
        return collect(Path(name), drafts.now())


def _said(refused: SyncError) -> str:
    return str(refused) or "ほかの人が先に出しました。もう一度「出す」を押してください。"
