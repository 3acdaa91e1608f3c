"""Open the machine's own dialogs to save a file and to choose one, such as on a USB stick."""

import asyncio
from collections.abc import Sequence
from typing import Final

import flet as ft

from field_app.design.guard import log_failure
from field_app.platform.files import Files

SUFFIX: Final = "demado"
PICTURES: Final = ("jpg", "jpeg", "png", "heic")  # the last is told what to do instead
MIB: Final = 1024 * 1024
FETCHED_WITHIN_S: Final = 60.0


class FileTooLarge(Exception):
    """The chosen file is larger than any of ours."""

    message_key = "components.p_file_too_large"

    def __init__(self, size: int) -> None:
        super().__init__(f"{size} bytes")
        self.size_mib = size // MIB


class FileNotBrought(Exception):
    """The chosen file could not be read to its end; nothing was taken."""

    message_key = "components.p_file_not_brought"


async def save_file(files: Files | None, name: str, content: bytes) -> bool:
    """Let the person save *content*; False when they left without saving, or it did not go.

    A browser fetches it from an address of *files*, into its folder for downloads;
    where that is None, the client asks where it goes and writes it.
    """
    try:
        if files is not None:
            await fetch(files, name, content)
            return True
        return await ft.FilePicker().save_file(file_name=name, src_bytes=content) is not None
    except Exception as error:  # noqa: BLE001 - whatever the machine's dialog refuses
        log_failure("a file could not be saved", error)
        return False


async def fetch(files: Files, name: str, content: bytes) -> None:
    """Have the browser fetch *content*, and wait until it has."""
    fetched: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    path = files.offer(name, content, fetched)
    try:
        await ft.UrlLauncher().launch_url(path, web_only_window_name="_self")
        async with asyncio.timeout(FETCHED_WITHIN_S):
            await fetched
    finally:
        files.forget(path)


async def choose_file(
    files: Files | None, most: int, suffixes: Sequence[str] = (SUFFIX,)
) -> bytes | None:
    """Let the person choose a file, one of ours unless *suffixes* say others; None without one.

    A browser brings it to an address of *files*; where that is None, the client hands it over.

    Raises:
        FileTooLarge: of more than *most* bytes; nothing was read.
        FileNotBrought: it could not be read, such as from a stick that was pulled out.
    """
    arrival: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
    picker = ft.FilePicker(on_upload=lambda told: refuse(arrival, told.error))
    found = await picker.pick_files(
        file_type=ft.FilePickerFileType.CUSTOM,
        allowed_extensions=[*suffixes],
        with_data=files is None,
        cancel_upload_on_window_blur=False,
    )
    if not found:
        return None
    (chosen,) = found
    if chosen.size > most:
        raise FileTooLarge(chosen.size)
    if files is None:
        return chosen.bytes
    path = files.expect(chosen.size, arrival)
    try:
        await picker.upload([ft.FilePickerUploadFile(path, id=chosen.id, name=chosen.name)])
        return await arrival
    finally:
        files.forget(path)


def refuse(arrival: "asyncio.Future[bytes]", error: str | None) -> None:
    """End the wait for a file that does not come; the client's text may name it and is dropped."""
    if error is not None and not arrival.done():
        arrival.set_exception(FileNotBrought())
