"""Make a PDF fit for an archive: its facts as XMP, a colour profile, what is attached to it.

Source: ISO 19005-3 (PDF/A-3, level B), ISO 32000-1 §7.11.4 and §14.13 (embedded files). Looked
at from outside by PDFBox Preflight, which knows PDF/A-1b: `tests/field_app/document/preflight.py`.
"""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, Final
from xml.sax.saxutils import escape

from PIL import ImageCms
from reportlab.pdfbase.pdfdoc import (
    NoEncryption,
    PDFArray,
    PDFDictionary,
    PDFName,
    PDFObject,
    PDFStream,
    PDFString,
    PDFZCompress,
    pdfdocEnc,
)
from reportlab.pdfgen.canvas import Canvas

from field_app.words.visible import visible
from sync.wire.japan import JAPAN

PROGRAM: Final = "Demado"
PROFILE_VERSION: Final = slice(8, 12)
ICC_4_2: Final = bytes((4, 0x20, 0, 0))  # PDF/A-3 knows profiles up to ISO 15076-1
PROFILE_TIME: Final = slice(24, 36)  # when an ICC profile was made: zeros, so that it is the same


@dataclass(frozen=True)
class Attached:
    """A file inside the PDF, for machines."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class PaperFacts:
    """What a PDF says of itself."""

    title: str
    author: str
    at: datetime
    attached: tuple[Attached, ...] = ()


class StreamContent(bytes, PDFObject):  # type: ignore[misc]
    """The content of a stream; an end of line that its length does not count follows it."""

    def format(self, _: Any) -> bytes:
        """Return what stands between ``stream`` and ``endstream``."""
        return bytes(self) + b"\n"


class EndedStreams(NoEncryption):  # type: ignore[misc]
    """Ends each stream as PDF/A wants it, which reportlab 5 does not (ISO 19005-3 §6.1.7.1).

    It stands where encryption would: every stream passes through it, before it is measured.
    """

    def encode(self, content: Any) -> Any:
        """Return *content*, which ends with a line of its own."""
        return StreamContent(pdfdocEnc(content))


def make_fit(canvas: Canvas, facts: PaperFacts) -> None:
    """Put metadata, colour profile and attached files into the PDF that *canvas* will save."""
    at = facts.at.astimezone(JAPAN)
    canvas.setTitle(visible(facts.title))
    canvas.setAuthor(visible(facts.author))
    canvas.setSubject(visible(facts.title))
    canvas.setKeywords(PROGRAM)
    canvas.setCreator(PROGRAM)
    canvas.setProducer(PROGRAM)
    canvas.setDateFormatter(lambda *_: _pdf_time(at))
    document = canvas._doc
    document.encrypt = EndedStreams()
    catalog = document.Catalog
    catalog.__NoDefault__ = [*catalog.__NoDefault__, "AF", "OutputIntents"]
    entries = {
        "Lang": PDFString("ja"),
        "Metadata": _stream(_xmp(facts, at), Type="Metadata", Subtype="XML"),
        "OutputIntents": PDFArray([_intent(canvas)]),
    }
    if facts.attached:
        files = [(one.name, document.Reference(_file(canvas, one, at))) for one in facts.attached]
        pairs = [part for name, file in files for part in (PDFString(name), file)]
        entries["Names"] = PDFDictionary(
            {"EmbeddedFiles": PDFDictionary({"Names": PDFArray(pairs)})}
        )
        entries["AF"] = PDFArray([file for _, file in files])
    vars(catalog).update(entries)


def _intent(canvas: Canvas) -> PDFDictionary:
    profile = _stream(_colours(), packed=True, N=3)
    return PDFDictionary(
        {
            "Type": PDFName("OutputIntent"),
            "S": PDFName("GTS_PDFA1"),
            "OutputConditionIdentifier": PDFString("sRGB"),
            "DestOutputProfile": canvas._doc.Reference(profile),
        }
    )


def _pdf_time(at: datetime) -> str:
    """Return *at*, a time of Japan, as PDF writes it."""
    return f"D:{at:%Y%m%d%H%M%S}+09'00'"


def _file(canvas: Canvas, one: Attached, at: datetime) -> PDFDictionary:
    held = _stream(
        one.content,
        packed=True,
        Type="EmbeddedFile",
        Subtype=one.media_type.replace("/", "#2F"),
        Params=PDFDictionary({"Size": len(one.content), "ModDate": PDFString(_pdf_time(at))}),
    )
    name = PDFString(one.name)
    return PDFDictionary(
        {
            "Type": PDFName("Filespec"),
            "F": name,
            "UF": name,
            "AFRelationship": PDFName("Data"),
            "EF": PDFDictionary({"F": canvas._doc.Reference(held)}),
        }
    )


def _stream(
    content: bytes, *, packed: bool = False, **entries: str | int | PDFDictionary
) -> PDFStream:
    values = {
        name: f"/{value}" if isinstance(value, str) else value for name, value in entries.items()
    }
    stream = PDFStream(PDFDictionary(values), content)
    stream.filters = [PDFZCompress] if packed else None
    return stream


@cache
def _colours() -> bytes:
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[PROFILE_VERSION], profile[PROFILE_TIME] = ICC_4_2, bytes(12)
    return bytes(profile)


def _xmp(facts: PaperFacts, at: datetime) -> bytes:
    title, author = escape(visible(facts.title)), escape(visible(facts.author))
    claim = "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>"
    time = at.isoformat(timespec="seconds")
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"'
        ' xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">'
        f"{claim}"
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>'
        f"<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>"
        "<dc:description><rdf:Alt>"
        f'<rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:description>'
        f"<pdf:Keywords>{PROGRAM}</pdf:Keywords>"
        f"<xmp:CreatorTool>{PROGRAM}</xmp:CreatorTool><pdf:Producer>{PROGRAM}</pdf:Producer>"
        f"<xmp:CreateDate>{time}</xmp:CreateDate><xmp:ModifyDate>{time}</xmp:ModifyDate>"
        "</rdf:Description></rdf:RDF></x:xmpmeta>\n"
        '<?xpacket end="w"?>'
    ).encode()
