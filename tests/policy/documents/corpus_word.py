"""
The traps of Word documents: a file for each place where text can stand.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from policy.finding import Kind
from tests.policy.documents.build_office import Parts, docx, paragraph, root, run
from tests.policy.documents.corpus import Plants, Traps
from tests.policy.documents.corpus_pictures import drawn_text

CLEAN = paragraph(run("Verslag van de werkgroep groen, bestemd voor de website."))
type Told = tuple[str, str, str]


def said(text: str) -> str:
    """A paragraph with a text, as the program writes it."""
    return paragraph(run(escape(text)))


def in_pieces(text: str) -> str:
    """The same in runs of a few letters, as after spelling and revision marks."""
    cut = [text[at : at + 5] for at in range(0, len(text), 5)]
    return paragraph('<w:proofErr w:type="spellStart"/>'.join(run(escape(part)) for part in cut))


def _beside(role: str, element: str, around: str = "{}") -> Callable[[Plants], bytes]:
    def maker(plants: Plants) -> bytes:
        inner = around.format(said(plants.sentence()) + said(plants.sentence()))
        return docx(CLEAN, {"word/o.xml": root(element, inner)}, ("r1", role, "o.xml"))

    return maker


def _body(plants: Plants) -> bytes:
    return docx(CLEAN + "".join(said(plants.sentence()) for _ in range(4)))


def _runs(plants: Plants) -> bytes:
    return docx(CLEAN + "".join(in_pieces(plants.sentence()) for _ in range(3)))


def _table(plants: Plants) -> bytes:
    pairs = [plants.pair() for _ in range(4)]
    rows = ["".join(f"<w:tc><w:tcPr/>{said(pair[at])}</w:tc>" for pair in pairs) for at in (0, 1)]
    table = "".join(f"<w:tr>{row}</w:tr>" for row in rows)
    return docx(f"{CLEAN}<w:tbl><w:tblPr/><w:tblGrid/>{table}</w:tbl>")


def _form(plants: Plants) -> bytes:
    rows = [plants.pair() for _ in range(4)]
    table = "".join(
        f"<w:tr><w:tc>{said(label)}</w:tc><w:tc>{said(value)}</w:tc></w:tr>"
        for label, value in rows
    )
    return docx(f"{CLEAN}<w:tbl>{table}</w:tbl>")


def _changes(plants: Plants) -> bytes:
    who = 'w:id="1" w:author="Redactie" w:date="2026-01-05T10:00:00Z"'
    gone = f'<w:t xml:space="preserve">{escape(plants.sentence())}</w:t>'
    deleted = f"<w:r>{gone.replace('w:t', 'w:delText')}</w:r>"
    return docx(
        CLEAN
        + paragraph(run("Besluit. "), f"<w:del {who}>{deleted}</w:del>")
        + paragraph(f"<w:ins {who}>{run(escape(plants.sentence()))}</w:ins>", run(" Einde."))
        + paragraph(f"<w:moveFrom {who}>{run(escape(plants.sentence()))}</w:moveFrom>")
    )


def _hidden(plants: Plants) -> bytes:
    hidden = run(f" {escape(plants.sentence())}", "<w:vanish/>")
    white = run(escape(plants.sentence()), '<w:color w:val="FFFFFF"/><w:sz w:val="2"/>')
    return docx(CLEAN + paragraph(run("Zie bijlage."), hidden) + paragraph(white))


def _text_box(plants: Plants) -> bytes:
    inner = said(plants.sentence()) + said(plants.sentence())
    box = f"<w:txbxContent>{inner}</w:txbxContent>"
    both = (
        '<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx>'
        f"{box}</wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape>"
        f"<v:textbox>{box}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent>"
    )
    return docx(CLEAN + paragraph(f"<w:r>{both}</w:r>"))


def _watermark(plants: Plants) -> bytes:
    shape = f'<v:shape><v:textpath string="{escape(plants.words())}"/></v:shape>'
    header = root("w:hdr", paragraph(f"<w:r><w:pict>{shape}</w:pict></w:r>"))
    return docx(CLEAN, {"word/h.xml": header}, ("r1", "header", "h.xml"))


def _alt_text(plants: Plants) -> bytes:
    drawing = (
        '<w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/'
        'wordprocessingDrawing"><wp:docPr id="1" name="Afbeelding 1"'
        f' descr="{escape(plants.sentence())}" title="{escape(plants.words())}"/></wp:inline>'
        "</w:drawing>"
    )
    return docx(CLEAN + paragraph(f"<w:r>{drawing}</w:r>"))


def _core(plants: Plants) -> bytes:
    spaces = (
        'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
    )
    core = (
        f"<cp:coreProperties {spaces}><dc:title>{escape(plants.words())}</dc:title>"
        f"<dc:description>{escape(plants.sentence())}</dc:description>"
        f"<cp:keywords>{escape(plants.words())}</cp:keywords></cp:coreProperties>"
    )
    return docx(CLEAN, {"docProps/core.xml": core}, ("p1", "core-properties", "docProps/core.xml"))


def _custom(plants: Plants) -> bytes:
    label, value = plants.pair()
    office = "http://schemas.openxmlformats.org/officeDocument/2006"
    custom = (
        f'<Properties xmlns="{office}/custom-properties" xmlns:vt="{office}/docPropsVTypes">'
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="{label}">'
        f"<vt:lpwstr>{escape(value)}</vt:lpwstr></property></Properties>"
    )
    return docx(
        CLEAN, {"docProps/custom.xml": custom}, ("p1", "custom-properties", "docProps/custom.xml")
    )


def _link(plants: Plants) -> bytes:
    link = (
        f'<w:hyperlink r:id="r7" w:tooltip="{escape(plants.words())}">{run("hier")}</w:hyperlink>'
    )
    mail = plants.value(Kind.EMAIL)
    return docx(CLEAN + paragraph(link), None, ("r7", "hyperlink", f"mailto:{mail}"))


def _control(plants: Plants) -> bytes:
    label, value = plants.pair()
    control = (
        f'<w:sdt><w:sdtPr><w:alias w:val="{label}"/><w:text/></w:sdtPr><w:sdtContent>'
        f"{said(f'{label}: {value}')}</w:sdtContent></w:sdt>"
    )
    return docx(CLEAN + control)


def _picture(plants: Plants) -> bytes:
    parts: Parts = {"word/media/image1.png": drawn_text([plants.sentence(), plants.sentence()])}
    drawing = '<w:drawing><a:blip r:embed="r1"/></w:drawing>'
    return docx(
        CLEAN + paragraph(f"<w:r>{drawing}</w:r>"), parts, ("r1", "image", "media/image1.png")
    )


def _field(plants: Plants) -> bytes:
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText>COMMENTS "{escape(plants.sentence())}"</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        f'{run(escape(plants.sentence()))}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    return docx(CLEAN + paragraph(field))


_NOTE = '<w:footnote w:id="2">{}</w:footnote>'
_END = '<w:endnote w:id="2">{}</w:endnote>'
_COMMENT = '<w:comment w:id="0" w:author="Redactie" w:initials="R">{}</w:comment>'
_BLOCK = "<w:docParts><w:docPart><w:docPartBody>{}</w:docPartBody></w:docPart></w:docParts>"

WORD: Traps = {
    "body": _body,
    "runs": _runs,
    "table": _table,
    "form in a table": _form,
    "header": _beside("header", "w:hdr"),
    "footer": _beside("footer", "w:ftr"),
    "footnotes": _beside("footnotes", "w:footnotes", _NOTE),
    "endnotes": _beside("endnotes", "w:endnotes", _END),
    "comments": _beside("comments", "w:comments", _COMMENT),
    "building blocks": _beside("glossaryDocument", "w:glossaryDocument", _BLOCK),
    "tracked changes": _changes,
    "hidden text": _hidden,
    "text box": _text_box,
    "watermark": _watermark,
    "alt text": _alt_text,
    "properties": _core,
    "own properties": _custom,
    "links": _link,
    "content control": _control,
    "fields": _field,
    "picture": _picture,
}
