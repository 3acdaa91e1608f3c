"""Reads a form with files: what is too large is read to its end, told, and never kept."""

import re
from collections.abc import AsyncGenerator, Mapping
from typing import Final

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from sync.office.console.session import Form, read_form
from sync.office.http.readable_text import readable

# The largest workbook, or every part of a definition as TOML, and the form around them.
LARGEST: Final = 4 * 1024 * 1024
# A browser that is answered before it has sent everything shows no answer. Beyond this it may.
READ_AT_MOST: Final = 256 * 1024 * 1024
# Our forms have their secret first.
SECRET: Final = re.compile(rb'name="csrf"\r\n\r\n([\x21-\x7e]{1,200})\r\n')


class UploadedForm(Form):
    """The fields of a form, and its files by the names of their fields; none of a large one."""

    def __init__(
        self, fields: Form, files: Mapping[str, bytes], *, is_too_large: bool = False
    ) -> None:
        super().__init__(fields)
        self.files, self.is_too_large = files, is_too_large


async def read_upload(request: Request) -> Form:
    """Read a form with files; the names that a browser gives the files are not looked at."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return await read_form(request)
    body, is_too_large = await _body(request)
    if is_too_large:
        found = SECRET.search(body[: 64 * 1024])
        return UploadedForm({"csrf": found[1].decode()} if found else {}, {}, is_too_large=True)
    parser = MultiPartParser(request.headers, _once(body), max_files=8, max_fields=16)
    try:
        parsed = await parser.parse()
    except (MultiPartException, KeyError, UnicodeDecodeError):
        return UploadedForm({}, {})
    items = parsed.multi_items()
    try:
        files = {name: await one.read() for name, one in items if isinstance(one, UploadFile)}
    finally:
        await parsed.close()
    return UploadedForm({name: readable(one) for name, one in items if isinstance(one, str)}, files)


async def _body(request: Request) -> tuple[bytes, bool]:
    """Return a body, or its beginning and that it is too large."""
    body, size = bytearray(), 0
    async for chunk in request.stream():
        size += len(chunk)
        if size <= LARGEST:
            body += chunk
        if size > READ_AT_MOST:
            break
    return bytes(body), size > LARGEST


async def _once(body: bytes) -> AsyncGenerator[bytes, None]:
    yield body
