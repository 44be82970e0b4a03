"""
Files that explode, lie, are locked or start something. They are made at run time, so that none lies
in a repository.
"""

from __future__ import annotations

import io
import struct
import zlib
from base64 import b64encode
from collections.abc import Callable, Mapping
from zipfile import ZIP_DEFLATED, ZipFile

from pikepdf import Array, Dictionary, Name, String
from PIL import Image, ImageDraw, ImageFont

from tests.policy.documents.build_compound import compound
from tests.policy.documents.build_odf import odt, p
from tests.policy.documents.build_office import DECLARATION, docx, paragraph, run
from tests.policy.documents.build_pdf import PdfFile, encrypted, line
from tests.policy.documents.build_pictures import chunk, saved
from tests.policy.documents.build_rtf import rtf
from tests.policy.documents.build_sheets import row, sheet, xlsx
from tests.policy.documents.build_text import zipped
from tests.policy.documents.corpus_office import dressed
from tests.policy.documents.corpus_pictures import drawn

MB = 1024 * 1024
_DOCTYPE = '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">{}]>'


def _zip_bomb() -> bytes:
    return zipped({"a.bin": bytes(200 * MB)})


def _zip_in_zip() -> bytes:
    raw = zipped({"a.txt": b" " * (40 * MB)})
    for _ in range(5):
        raw = zipped({f"{at}.zip": raw for at in range(8)})
    return raw


def _members() -> bytes:
    return zipped({f"{at}.txt": "x" for at in range(20_000)})


def _slips() -> bytes:
    return zipped({"../../etc/cron.d/x": "* * * * * root id"})


def _locked_zip() -> bytes:
    raw = bytearray(zipped({"a.txt": "geheim"}, compression=0))
    raw[6] |= 1
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    return bytes(raw)


def _docx_bomb() -> bytes:
    return dressed(docx(paragraph(run("a" * 1000)) * 100_000))


def _docx_doctype() -> bytes:
    entities = "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    document = f"{DECLARATION}{_DOCTYPE.format(entities)}<r>&i;</r>"
    return _replaced(dressed(docx("")), "word/document.xml", document)


def _docx_outside() -> bytes:
    document = f'{DECLARATION}<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]><r>&a;</r>'
    return _replaced(dressed(docx("")), "word/document.xml", document)


def _docx_template() -> bytes:
    """A template that Word would fetch from elsewhere."""
    body = paragraph(run("Brief"))
    return dressed(docx(body, None, ("r9", "attachedTemplate", "https://example.org/x.dotm")))


def _docx_dde() -> bytes:
    field = '<w:r><w:instrText>DDEAUTO c:\\\\windows\\\\cmd.exe "/k calc"</w:instrText></w:r>'
    return dressed(docx(paragraph(field)))


def _docx_deep() -> bytes:
    return dressed(docx("<w:tbl><w:tr><w:tc>" * 3000 + "</w:tc></w:tr></w:tbl>" * 3000))


def _replaced(raw: bytes, name: str, text: str) -> bytes:
    target = io.BytesIO()
    with ZipFile(io.BytesIO(raw)) as old, ZipFile(target, "w", ZIP_DEFLATED) as new:
        for each in old.namelist():
            new.writestr(each, text if each == name else old.read(each))
    return target.getvalue()


def _xlsx_bomb() -> bytes:
    return dressed(xlsx(sheet(row(1) * 4_000_000)))


def _xlsx_sparse() -> bytes:
    rows = "".join(
        f'<row r="{at}"><c r="XFD{at}" t="str"><v>x</v></c></row>' for at in range(1, 60_000)
    )
    return dressed(xlsx(sheet(rows)))


def _xlsb() -> bytes:
    raw = dressed(xlsx(sheet("")))
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override '
        'PartName="/xl/workbook.bin" ContentType="application/vnd.ms-excel.sheet.binary.'
        'macroEnabled.main"/></Types>'
    )
    return _replaced(raw, "[Content_Types].xml", types)


def _odt_locked() -> bytes:
    entry = (
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml">'
        '<manifest:encryption-data manifest:checksum="x"/></manifest:file-entry>'
    )
    return odt(p("x"), entries=entry)


def _office_locked() -> bytes:
    return compound({"EncryptedPackage": bytes(8192), "EncryptionInfo": bytes(200)})


def _word_97() -> bytes:
    return compound({"WordDocument": bytes(8192), "1Table": bytes(4096)})


def _cut(raw: bytes) -> bytes:
    return raw[: len(raw) * 2 // 3]


def _pdf(fill: Callable[[PdfFile], None]) -> Callable[[], bytes]:
    def maker() -> bytes:
        file = PdfFile()
        fill(file)
        return file.raw(compress_streams=False)

    return maker


def _content(file: PdfFile) -> None:
    packed = zlib.compress(b"BT /F1 12 Tf 50 700 Td (a) Tj ET\n" * (300 * MB // 34), 9)
    file.page().Contents.write(packed, filter=Name.FlateDecode)


def _forms(file: PdfFile) -> None:
    form = file.form(line("boe"))
    for _ in range(10):
        form = file.form(b"/X0 Do " * 10, Resources=file.resources(XObject=Dictionary(X0=form)))
    file.page(b"/X0 Do", Resources=file.resources(XObject=Dictionary(X0=form)))


def _pages(file: PdfFile) -> None:
    node = file.page(line("blad"))
    for _ in range(30):
        node = file.keep(Type=Name.Pages, Kids=Array([node, node]), Count=2)
    file.pdf.Root.Pages = node


def _tiles(file: PdfFile) -> None:
    tile = file.stream(
        b"0 0 1 1 re f", Type=Name.Pattern, PatternType=1, PaintType=1, TilingType=1, XStep=0.01,
        YStep=0.01, BBox=Array([0, 0, 1, 1]), Resources=Dictionary(),
    )  # fmt: skip
    file.page(
        b"/Pattern cs /P0 scn 0 0 595 842 re f",
        Resources=Dictionary(Pattern=Dictionary(P0=tile)),
    )


def _huge_picture(file: PdfFile) -> None:
    held = file.stream(
        b"", Type=Name.XObject, Subtype=Name.Image, Width=60_000, Height=60_000,
        ColorSpace=Name.DeviceGray, BitsPerComponent=8,
    )  # fmt: skip
    held.write(zlib.compress(bytes(4 * MB)), filter=Name.FlateDecode)
    file.page(b"q 500 0 0 500 0 0 cm /I0 Do Q", Resources=Dictionary(XObject=Dictionary(I0=held)))


def _attached(file: PdfFile) -> None:
    inside = file.file("a.txt", b"")
    inside.EF.F.write(zlib.compress(bytes(300 * MB), 9), filter=Name.FlateDecode)
    file.page(line("blad"))
    file.pdf.Root.Hier = inside


def _script(file: PdfFile) -> None:
    file.page(line("blad"))
    file.pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("eval(unescape('%61'))"))


def _locked_pdf() -> bytes:
    file = PdfFile()
    file.page(line("geheim"))
    return encrypted(file.raw(), user="a", owner="b")


def _whole_pdf() -> bytes:
    file = PdfFile()
    file.page(line("blad") * 400)
    return file.raw()


def _png_bomb() -> bytes:
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    data = zlib.compress(bytes(64 * MB), 9)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    )


def _gif_frames() -> bytes:
    frames = [drawn([f"{at}"]).resize((40, 24)) for at in range(400)]
    return saved(frames[0], "GIF", save_all=True, append_images=frames[1:])


def _tiff_pages() -> bytes:
    pages = [Image.new("L", (1000, 1400), 255 - at % 50) for at in range(60)]
    return saved(pages[0], "TIFF", save_all=True, append_images=pages[1:], compression="tiff_lzw")


def _noise() -> bytes:
    """Twelve million dots of nothing, in which OCR sees letters everywhere."""
    noise = Image.effect_noise((1000, 750), 120).resize((4000, 3000), Image.Resampling.NEAREST)
    return saved(noise, "JPEG", quality=60)


def _letters() -> bytes:
    """A sheet with as much small text as fits."""
    picture = Image.new("L", (3500, 3500), 255)
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(13)
    words = "verslag overleg dossier aanvraag 85.07.30 0475 straat " * 9
    for top in range(0, 3500, 15):
        draw.text((0, top), words, fill=0, font=font)
    return saved(picture, "PNG")


def _rtf_deep() -> bytes:
    return rtf("{" * 500_000 + "x" + "}" * 500_000)


def _json_deep() -> bytes:
    return b"[" * 3_000_000 + b"]" * 3_000_000


def _xml_wide() -> bytes:
    return b"<?xml version='1.0'?><r>" + b"<a b='c'/>" * 3_000_000 + b"</r>"


def _html_deep() -> bytes:
    return b"<!DOCTYPE html><html><body>" + b"<div><b>" * 800_000 + b"x"


def _svg_script() -> bytes:
    return (
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>fetch("/x")</script><text>x</text></svg>'
    )


def _svg_bomb() -> bytes:
    entities = "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    drawing = '<svg xmlns="http://www.w3.org/2000/svg"><text>&i;</text></svg>'
    return f'<?xml version="1.0"?>{_DOCTYPE.format(entities)}{drawing}'.encode()


def _mail_parts() -> bytes:
    head = (
        b"From: a@b.be\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="{%d}"\r\n\r\n'
    )
    return b"".join((head % at) + b"--{%d}\r\n" % at for at in range(5000)) + b"x"


def _mail_sealed() -> bytes:
    data = b64encode(b"\x30\x80\x06\x09*\x86H\x86\xf7\x0d\x01\x07\x03\xa0\x80" + bytes(200))
    return (
        b"From: a@b.be\r\nTo: c@d.be\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\n" + data
    )


def _mail_opaque() -> bytes:
    """Signed, with the text inside the signature."""
    return _mail_sealed().replace(b"enveloped-data", b"signed-data")


def _text_flood() -> bytes:
    return b"verslag van de werkgroep " * 1_000_000


def _polyglot() -> bytes:
    return saved(Image.new("RGB", (40, 40), "white"), "PNG") + zipped({"a.txt": "geheim"})


def _program() -> bytes:
    return b"\x7fELF\x02\x01\x01" + bytes(4000)


def _heic() -> bytes:
    return b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(2000)


def _seven_zip() -> bytes:
    return b"7z\xbc\xaf\x27\x1c\0\4" + bytes(2000)


HOSTILE: Mapping[str, Callable[[], bytes]] = {
    "zip: 200 MB of zeros": _zip_bomb,
    "zip: archives in archives": _zip_in_zip,
    "zip: 20,000 files": _members,
    "zip: path out of its folder": _slips,
    "zip: password": _locked_zip,
    "docx: 100 MB of text": _docx_bomb,
    "docx: entities": _docx_doctype,
    "docx: entity from outside": _docx_outside,
    "docx: field that starts a program": _docx_dde,
    "docx: tables in tables": _docx_deep,
    "docx: cut off": lambda: _cut(dressed(docx(paragraph(run("x"))))),
    "docx: password": _office_locked,
    "doc of Word 97": _word_97,
    "xlsx: 4,000,000 rows": _xlsx_bomb,
    "xlsb": _xlsb,
    "odt: password": _odt_locked,
    "pdf: 300 MB of content": _pdf(_content),
    "pdf: forms in forms": _pdf(_forms),
    "pdf: pages in pages": _pdf(_pages),
    "pdf: endless tiles": _pdf(_tiles),
    "pdf: huge picture": _pdf(_huge_picture),
    "pdf: attachment of 300 MB": _pdf(_attached),
    "pdf: script": _pdf(_script),
    "pdf: password": _locked_pdf,
    "pdf: cut off": lambda: _cut(_whole_pdf()),
    "png: 3,600,000,000 dots": _png_bomb,
    "png: archive behind it": _polyglot,
    "gif: 400 frames": _gif_frames,
    "tiff: 60 pages": _tiff_pages,
    "rtf: groups in groups": _rtf_deep,
    "json: lists in lists": _json_deep,
    "xml: 3,000,000 elements": _xml_wide,
    "html: elements in elements": _html_deep,
    "svg: script": _svg_script,
    "svg: entities": _svg_bomb,
    "eml: parts in parts": _mail_parts,
    "eml: sealed": _mail_sealed,
    "eml: opaque signature": _mail_opaque,
    "txt: 25 MB": _text_flood,
    "program": _program,
    "heic": _heic,
    "7z": _seven_zip,
}
"""Each of these must be refused, within the bounds of the cage."""
HEAVY: Mapping[str, Callable[[], bytes]] = {
    "docx: template from elsewhere": _docx_template,
    "xlsx: cells far apart": _xlsx_sparse,
    "jpeg: noise": _noise,
    "png: a sheet of small letters": _letters,
}
"""These may be read or refused, within the bounds of the cage."""
