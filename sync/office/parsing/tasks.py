"""The readings that run in a child process; each takes bytes and returns bytes."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sync.office.parsing.alike import alike_of
from sync.office.parsing.evidence import Evidence, form_with
from sync.office.parsing.exported import exported_of
from sync.office.parsing.marks import marks_of
from sync.office.parsing.merged import merged_form
from sync.office.parsing.readings import readings_of
from sync.office.parsing.returned import returned_of
from sync.office.parsing.shape import shown_of
from sync.office.parsing.signature import check_signature
from sync.picture import FORMATS, decoded, encoded
from sync.wire.messages.request_kind import RequestKind
from sync.wire.package import decode_package

FORM = "form.pdf"
PICTURES = tuple(f"image/{name.lower()}" for name in FORMATS)


def read_application(padded: bytes, beside: Sequence[bytes]) -> bytes:
    """Return what the office shows of an application, as JSON: document, parts, marks, readings.

    Beside them ``alike``: what it is compared with other applications by.

    Raises:
        ValueError: a field is not what it should be; the text names it.
        WireError: it is no package.
    """
    package = decode_package(padded, beside)
    parts = [
        {"name": part.name, "type": part.media_type, "size": len(part.content)}
        for part in package.parts
    ]
    document = shown_of(package.document)
    inside = package.document if document["kind"] in list(RequestKind) else {}
    found = {
        "marks": marks_of(document),
        "readings": readings_of(inside),
        "alike": alike_of(inside),
    }
    return _json({"document": document, "parts": parts, **found})


def read_answers(padded: bytes, beside: Sequence[bytes]) -> bytes:
    """Return what goes back of an application that is returned, as JSON; errors as above."""
    document = decode_package(padded, beside).document
    shown_of(document)  # for its caps, and the shape of the answers
    return _json(returned_of(document))


def read_export(padded: bytes, beside: Sequence[bytes]) -> bytes:
    """Return what the city's other systems get, as JSON: the shown document, beside it the rest.

    Errors as `read_application` says.
    """
    document = decode_package(padded, beside).document
    shown = shown_of(document)
    return _json({"document": shown, **exported_of(document)})


def read_filed(padded: bytes, beside: Sequence[bytes]) -> bytes:
    """Return what `read_export` does, a zero byte, and the form; nothing where there is none."""
    package = decode_package(padded, beside)
    forms = [part.content for part in package.parts if part.name == FORM]
    return read_export(padded, beside) + b"\0" + (forms[0] if forms else b"")


def read_part(padded: bytes, beside: Sequence[bytes], name: str) -> bytes:
    """Return one part: its media type, a zero byte, its content.

    A picture is decoded here and encoded anew, so that nothing of the tablet's bytes reaches
    a clerk's browser.

    Raises:
        ValueError: the application has no such part, or it says it is a picture and is none.
        WireError: it is no package.
    """
    package = decode_package(padded, beside)
    try:
        part = package.part(name)
    except KeyError:
        raise ValueError("no such part") from None
    if part.media_type in PICTURES:
        return b"image/jpeg\0" + encoded(decoded(part.content))
    return part.media_type.encode() + b"\0" + part.content


def read_signature(
    padded: bytes, beside: Sequence[bytes], authorities: Sequence[bytes], times: tuple[str, str]
) -> bytes:
    """Return the verdict on the form's signature as JSON; *times* (ISO): counter, arrival."""
    package = decode_package(padded, beside)
    forms = [part.content for part in package.parts if part.name == FORM]
    at, arrived = map(datetime.fromisoformat, times)
    report = check_signature(forms[0] if forms else None, authorities, at, arrived)
    return _json(asdict(report))


def read_form_with(
    padded: bytes, beside: Sequence[bytes], evidence: Evidence, authorities: Sequence[bytes]
) -> bytes:
    """Return the form with the evidence of its certificate's validity, a PDF.

    Raises:
        ValueError: there is no form, or no signature of a known authority on it.
        WireError: it is no package.
    """
    package = decode_package(padded, beside)
    forms = [part.content for part in package.parts if part.name == FORM]
    if not forms:
        raise ValueError("no form")
    return form_with(forms[0], evidence, authorities)


def merge_forms(forms: Sequence[bytes]) -> bytes:
    """Return the pages of several forms as one PDF, to be printed.

    Raises:
        ValueError: one of them is no form.
    """
    return merged_form(forms)


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, default=_time).encode()


def _time(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)
