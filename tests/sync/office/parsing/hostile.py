"""Forms and packages that a rooted tablet would seal to hold its office up."""

import json
import struct
import zlib
from typing import Final

from sync.wire.package import Package, Part, encode_package, pad

DOCUMENT: Final = {"number": "012345678901", "person": {"name": "見本　太郎"}}


def endless_form(levels: int = 40) -> bytes:
    """Return a PDF whose form fields name the next one twice as Kids: 2**levels to walk."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [3 0 R] /SigFlags 3 >> >>",
        "<< /Type /Pages /Kids [] /Count 0 >>",
    ]
    for level in range(levels):
        kid = level + 4
        objects.append(f"<< /T (f{level}) /FT /Sig /Kids [{kid} 0 R {kid} 0 R] >>")
    objects.append("<< /T (end) /FT /Sig >>")
    return _pdf(objects)


def wide_xref(entries: int = 20_000_000) -> bytes:
    """Return a PDF whose cross-reference stream holds so many entries in some kilobytes."""
    stream = zlib.compress(bytes(4 * entries), 9)
    head = (
        f"1 0 obj\n<< /Type /XRef /Size {entries} /W [1 2 1] /Root 1 0 R"
        f" /Filter /FlateDecode /Length {len(stream)} >>\nstream\n"
    )
    start = b"%PDF-1.7\n"
    return (
        start
        + head.encode()
        + stream
        + f"\nendstream\nendobj\nstartxref\n{len(start)}\n%%EOF\n".encode()
    )


def many_answers(count: int) -> bytes:
    """Return a package of few kilobytes whose document has *count* zeros for answers."""
    return packed(b'{"document":{"answers":[' + b",".join([b"0"] * count) + b']},"parts":[]}')


def with_form(form: bytes) -> bytes:
    """Return an honest application's package with *form* for its form."""
    return encode_package(Package(dict(DOCUMENT), (Part("form.pdf", "application/pdf", form),)))


def packed(head: bytes) -> bytes:
    """Return a package with *head* for its JSON and no parts."""
    return pad(zlib.compress(struct.pack(">I", len(head)) + head, 9))


def odd(document: object) -> bytes:
    """Return a package with *document* in it, which need not be an object."""
    return packed(json.dumps({"document": document, "parts": []}).encode())


def _pdf(objects: list[str]) -> bytes:
    content, places = "%PDF-1.7\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(content))
        content += f"{number} 0 obj\n{one}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size, start = len(objects) + 1, len(content)
    content += f"xref\n0 {size}\n0000000000 65535 f \n{table}"
    content += f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    return content.encode()
