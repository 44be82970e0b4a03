"""
The traps of PDF.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from html import escape
from typing import Any

from pikepdf import Array, Dictionary, Name, ObjectStreamMode, Pdf, String
from PIL import Image

from policy.finding import Kind
from tests.policy.documents.build_pdf import PdfFile, line, names
from tests.policy.documents.corpus import Plants, Traps
from tests.policy.documents.corpus_pictures import drawn

CLEAN = line("Verslag van de werkgroep groen", y=780)


def written(*texts: str, y: float = 740) -> bytes:
    return b"".join(line(text, y=y - 20 * at) for at, text in enumerate(texts))


def _page(plants: Plants) -> bytes:
    file = PdfFile()
    file.page(CLEAN + written(*(plants.sentence() for _ in range(3))))
    file.page(written(*(plants.sentence() for _ in range(2))))
    return file.raw()


def _kerned(plants: Plants) -> bytes:
    """Letters pushed together and apart, as typesetters do."""

    def spread(text: str) -> bytes:
        shown = " -20 ".join(f"({text[at : at + 3]})" for at in range(0, len(text), 3))
        return f"[{shown}] TJ 0 -20 Td\n".encode("cp1252")

    file = PdfFile()
    lines = b"".join(spread(plants.sentence()) for _ in range(3))
    file.page(CLEAN + b"BT /F1 11 Tf 50 740 Td\n" + lines + b"ET")
    return file.raw()


def _words(plants: Plants) -> bytes:
    """Each word laid down apart, without spaces between."""
    file, content = PdfFile(), CLEAN
    for row in range(3):
        x = 50.0
        for word in plants.sentence().split():
            content += line(word, x=x, y=740 - 20 * row)
            x += 6.3 * (len(word) + 1)
    file.page(content)
    return file.raw()


def _table(plants: Plants) -> bytes:
    file, content = PdfFile(), CLEAN
    for at in range(3):
        label, value = plants.pair()
        content += line(label, x=50, y=740 - 20 * at) + line(value, x=250, y=740 - 20 * at)
    file.page(content)
    return file.raw()


def _turned(plants: Plants) -> bytes:
    file = PdfFile()
    file.page(written(plants.sentence(), plants.sentence()), Rotate=90)
    return file.raw()


def _unseen(plants: Plants) -> bytes:
    file = PdfFile()
    white = b"1 1 1 rg " + written(plants.sentence())
    file.page(CLEAN + white + b"3 Tr " + written(plants.sentence(), y=600))
    return file.raw()


def _annotations(plants: Plants) -> bytes:
    file = PdfFile()
    note = file.annotation("Text", Contents=String(plants.sentence()), T=String("Redactie"))
    free = file.annotation("FreeText", Contents=String(plants.sentence()), DA=String("/F1 12 Tf"))
    file.page(CLEAN, Annots=Array([note, free]))
    return file.raw()


def _fields(plants: Plants) -> bytes:
    file = PdfFile()
    fields = []
    for at in range(3):
        label, value = plants.pair()
        fields.append(
            file.annotation(
                "Widget", FT=Name.Tx, T=String(f"veld{at}"), TU=String(label), V=String(value)
            )
        )
    file.page(CLEAN, Annots=Array(fields))
    file.pdf.Root.AcroForm = Dictionary(Fields=Array(fields))
    return file.raw()


def _attachment(plants: Plants) -> bytes:
    file = PdfFile()
    inner = file.file("nota.txt", plants.sentence().encode())
    file.pdf.Root.Names = Dictionary(EmbeddedFiles=names(String("een"), inner))
    pinned = file.annotation(
        "FileAttachment", FS=file.file("gsm.csv", f"gsm\n{plants.value(Kind.PHONE)}\n".encode())
    )
    file.page(CLEAN, Annots=Array([pinned]))
    return file.raw()


def _info(plants: Plants) -> bytes:
    file = PdfFile()
    file.page(CLEAN)
    file.pdf.docinfo["/Title"] = plants.words()
    file.pdf.docinfo["/Subject"] = plants.sentence()
    file.pdf.docinfo["/Keywords"] = plants.words()
    return file.raw()


def _xmp(plants: Plants) -> bytes:
    file = PdfFile()
    file.page(CLEAN)
    packet = (
        "<?xpacket begin='' id='W5M0'?><x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF "
        "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
        "xmlns:dc='http://purl.org/dc/elements/1.1/'><rdf:Description rdf:about=''>"
        f"<dc:description><rdf:Alt><rdf:li>{escape(plants.sentence())}</rdf:li></rdf:Alt>"
        "</dc:description></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end='w'?>"
    )
    file.pdf.Root.Metadata = file.stream(packet.encode(), Type=Name.Metadata, Subtype=Name.XML)
    return file.raw()


def _outline(plants: Plants) -> bytes:
    file = PdfFile()
    file.page(CLEAN)
    file.pdf.Root.Outlines = file.keep(
        Type=Name.Outlines, First=file.keep(Title=String(plants.words()))
    )
    return file.raw()


def _link(plants: Plants) -> bytes:
    file = PdfFile()
    address = String(f"mailto:{plants.value(Kind.EMAIL)}")
    file.page(CLEAN, Annots=Array([file.annotation("Link", A=Dictionary(S=Name.URI, URI=address))]))
    return file.raw()


def _earlier(plants: Plants) -> bytes:
    """What a later save took away."""
    file = PdfFile()
    file.page(written(plants.sentence()))
    first = file.raw()
    with Pdf.open(io.BytesIO(first)) as pdf:
        page = pdf.pages[0].obj
        number, generation = page.objgen
        clean = pdf.make_stream(CLEAN)
        page.Contents = clean
        root = pdf.Root.objgen
        told = page.unparse(resolved=True)
    at = len(first)
    body = (
        b"%d 0 obj\n<</Length %d>>\nstream\n" % (900, len(CLEAN)) + CLEAN + b"\nendstream\nendobj\n"
    )
    page_at = at + len(body)
    told = told.replace(b"%d %d R" % clean.objgen, b"900 0 R")
    body += b"%d %d obj\n" % (number, generation) + told + b"\nendobj\n"
    cross = b"xref\n%d 1\n%010d %05d n \n900 1\n%010d 00000 n \n" % (
        number,
        page_at,
        generation,
        at,
    )
    start = first.rpartition(b"startxref")[2].split()[0]
    end = b"trailer\n<</Size 901/Root %d %d R/Prev %s>>\nstartxref\n%d\n%%%%EOF\n" % (
        *root, start, at + len(body),
    )  # fmt: skip
    return first + body + cross + end


def placed(file: PdfFile, picture: Image.Image, *, under: bytes = b"") -> None:
    """A page that is a picture."""
    grey = picture.convert("L")
    held = file.stream(
        b"", Type=Name.XObject, Subtype=Name.Image, Width=grey.width, Height=grey.height,
        ColorSpace=Name.DeviceGray, BitsPerComponent=8,
    )  # fmt: skip
    held.write(zlib.compress(grey.tobytes()), filter=Name.FlateDecode)
    resources = file.resources(XObject=Dictionary(I0=held))
    high = 500 * grey.height / grey.width
    content = under + b"q 500 0 0 %g 40 %g cm /I0 Do Q" % (high, 780 - high)
    file.page(content, Resources=resources)


def _scan(plants: Plants) -> bytes:
    file = PdfFile()
    placed(file, drawn([plants.sentence() for _ in range(3)]))
    placed(file, drawn([plants.sentence() for _ in range(3)]))
    return file.raw()


def _picture(plants: Plants) -> bytes:
    file = PdfFile()
    placed(file, drawn([plants.sentence(), plants.sentence()]), under=CLEAN)
    return file.raw()


def _options(**options: Any) -> Callable[[Plants], bytes]:
    def maker(plants: Plants) -> bytes:
        file = PdfFile()
        file.page(CLEAN + written(plants.sentence(), plants.sentence()))
        modes = {"object_stream_mode": ObjectStreamMode.generate}
        return file.raw(compress_streams=True, **options, **modes)

    return maker


PDF: Traps = {
    "pages": _page,
    "letters pushed apart": _kerned,
    "words laid apart": _words,
    "table": _table,
    "turned page": _turned,
    "unseen text": _unseen,
    "annotations": _annotations,
    "form fields": _fields,
    "attachments": _attachment,
    "Info": _info,
    "XMP": _xmp,
    "bookmarks": _outline,
    "links": _link,
    "earlier save": _earlier,
    "object streams": _options(),
    "linearised": _options(linearize=True),
    "scan": _scan,
    "picture amid text": _picture,
}
