"""
Small OOXML documents, made part by part.
"""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from policy.documents.interface import (
    Budget,
    Contents,
    Format,
    Limits,
    Part,
    Piece,
    Place,
    Unread,
    UnreadError,
)
from policy.documents.spreadsheet import read_xlsx
from policy.documents.word import read_docx

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHOW = "http://schemas.openxmlformats.org/presentationml/2006/main"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
SPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": WORD,
        "p": SHOW,
        "a": DRAWING,
        "r": RELATIONS,
        "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
        "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
        "dsp": "http://schemas.microsoft.com/office/drawing/2008/diagram",
        "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "xdr": "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "v": "urn:schemas-microsoft-com:vml",
        "o": "urn:schemas-microsoft-com:office:office",
        "x": "urn:schemas-microsoft-com:office:excel",
        "w15": "http://schemas.microsoft.com/office/word/2012/wordml",
        "p14": "http://schemas.microsoft.com/office/powerpoint/2010/main",
        "p188": "http://schemas.microsoft.com/office/powerpoint/2018/8/main",
        "x14": "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main",
        "xm": "http://schemas.microsoft.com/office/excel/2006/main",
        "tc": "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments",
    }.items()
)
PICTURE = b"\x89PNG\r\n\x1a\nno picture, but the tests' reader takes it for one"
PICTURE_TEXT = "Op de foto: Jan Peeters"

type Parts = dict[str, str | bytes]


def archive(parts: Parts, compression: int = ZIP_DEFLATED) -> bytes:
    target = BytesIO()
    with ZipFile(target, "w", compression) as opened:
        for name, data in parts.items():
            opened.writestr(name, data)
    return target.getvalue()


def relations(*told: tuple[str, str, str]) -> str:
    """Of (number, role, target); an address with `:` is outside."""
    return (
        f"{DECLARATION}<Relationships"
        ' xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        + "".join(
            f'<Relationship Id="{number}" Type="{RELATIONS}/{role}" Target="{target}"'
            + (' TargetMode="External"/>' if ":" in target else "/>")
            for number, role, target in told
        )
        + "</Relationships>"
    )


def office(main: str, body: str, told: list[tuple[str, str, str]], parts: Parts) -> bytes:
    """A package with a main part, what that refers to, and whatever else."""
    folder, _, name = main.rpartition("/")
    return archive(
        {
            "[Content_Types].xml": f"{DECLARATION}<Types"
            ' xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
            "_rels/.rels": relations(
                ("rId1", "officeDocument", main), *(one for one in told if "/" in one[2])
            ),
            main: DECLARATION + body,
            f"{folder}/_rels/{name}.rels": relations(*(one for one in told if "/" not in one[2])),
        }
        | parts
    )


def docx(body: str, parts: Parts | None = None, *told: tuple[str, str, str]) -> bytes:
    """A Word document. Targets in `told` are beside the document, those with `/` in the package."""
    document = f"<w:document {SPACES}><w:body>{body}</w:body></w:document>"
    return office("word/document.xml", document, list(told), parts or {})


def paragraph(*runs: str) -> str:
    return f"<w:p>{''.join(runs)}</w:p>"


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def text_body(*paragraphs: str) -> str:
    """Paragraphs of DrawingML."""
    return "".join(f"<a:p><a:r><a:t>{text}</a:t></a:r></a:p>" for text in paragraphs)


def root(name: str, content: str) -> str:
    """A part with one root element and all namespaces."""
    return f"{DECLARATION}<{name} {SPACES}>{content}</{name}>"


def budget(**limits: int) -> Budget:
    return Budget(limits=Limits(**limits), read_picture=lambda _: PICTURE_TEXT)


def nested(raw: bytes, left: Budget) -> Contents:
    """Stands for the readers of all formats: pictures, plain text and office files in a file."""
    if raw.startswith(PICTURE):
        pieces = (Piece(PICTURE_TEXT, Place(part=Part.PICTURE)),)
        return Contents(format=Format.PNG, pieces=pieces)
    if raw.startswith(b"%PDF-"):
        pieces = (Piece(raw[8:].decode(), Place(part=Part.BODY, page=1)),)
        return Contents(format=Format.PDF, pieces=pieces, labels=("Geheim",))
    if b"xl/workbook.xml" in raw:
        return read_xlsx(raw, left, nested)
    if b"word/document.xml" in raw:
        return read_docx(raw, left, nested)
    try:
        text = raw.decode("ascii")
    except UnicodeDecodeError:
        raise UnreadError(Unread.UNKNOWN_FORMAT) from None
    return Contents(format=Format.PLAIN, pieces=(Piece(text, Place(part=Part.BODY)),))


def texts(contents: Contents, part: Part | None = None) -> list[str]:
    return [one.text for one in contents.pieces if part is None or one.place.part is part]


def places(contents: Contents, text: str) -> list[Place]:
    """Where a text stands, as a part of pieces."""
    return [piece.place for piece in contents.pieces if text in piece.text]


def parts_with(contents: Contents, text: str) -> set[Part]:
    return {place.part for place in places(contents, text)}
