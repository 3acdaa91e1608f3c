"""The machine's own dialogs to save a file and to choose one, such as on a USB stick."""

from typing import Final

import flet as ft

from field_app.guard import log_failure

SUFFIX: Final = "demado"


async def save_file(name: str, content: bytes) -> bool:
    """Let the person choose where *content* goes; False when they left without saving.

    A browser saves it into its folder for downloads at once.
    """
    try:
        path = await ft.FilePicker().save_file(file_name=name, src_bytes=content)
    except Exception as error:  # noqa: BLE001 - whatever the machine's dialog refuses
        log_failure("a file could not be saved", error)
        return False
    return path is not None or ft.context.page.web


async def choose_file() -> bytes | None:
    """Let the person choose a file of ours; None when they left without one."""
    found = await ft.FilePicker().pick_files(
        file_type=ft.FilePickerFileType.CUSTOM,
        allowed_extensions=[SUFFIX],
        with_data=True,
        cancel_upload_on_window_blur=False,
    )
    return found[0].bytes if found else None
