"""
The traps of presentations.
"""

from __future__ import annotations

from html import escape

from tests.policy.documents.build_office import archive, relations, root, text_body
from tests.policy.documents.corpus import Plants, Traps
from tests.policy.documents.corpus_pictures import drawn_text

type Told = tuple[tuple[str, str, str], ...]


def shape(
    *texts: str, name: str = "Titel 1", attributes: str = "", box: str = "", nv: str = ""
) -> str:
    body = text_body(*map(escape, texts))
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="2" name="{name}" {attributes}/>'
        f"<p:cNvSpPr {box}/><p:nvPr>{nv}"
        f"</p:nvPr></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/>{body}</p:txBody></p:sp>"
    )


def slide(*shapes: str, attributes: str = "") -> str:
    tree = f"<p:cSld><p:spTree>{''.join(shapes)}</p:spTree></p:cSld>"
    return root("p:sld", tree).replace("<p:sld ", f"<p:sld {attributes} ", 1)


def show(
    *slides: str, parts: dict[str, str | bytes] | None = None, first: Told = (), told: Told = ()
) -> bytes:
    """A presentation; `first` are the relations of its first slide, `told` its own."""
    listed = "".join(f'<p:sldId id="{255 + at}" r:id="s{at}"/>' for at in range(1, len(slides) + 1))
    own = ((f"s{at}", "slide", f"slides/slide{at}.xml") for at in range(1, len(slides) + 1))
    return archive(
        {
            "_rels/.rels": relations(("r1", "officeDocument", "ppt/presentation.xml")),
            "ppt/presentation.xml": root("p:presentation", f"<p:sldIdLst>{listed}</p:sldIdLst>"),
            "ppt/_rels/presentation.xml.rels": relations(*own, *told),
            "ppt/slides/_rels/slide1.xml.rels": relations(*first),
            **{f"ppt/slides/slide{at}.xml": data for at, data in enumerate(slides, 1)},
        }
        | (parts or {})
    )


TITLE = slide(shape("Toelichting bij het mobiliteitsplan"))


def _body(plants: Plants) -> bytes:
    return show(TITLE, slide(shape("Stand van zaken"), shape(plants.sentence(), plants.sentence())))


def _text_box(plants: Plants) -> bytes:
    return show(slide(shape(plants.sentence(), plants.sentence(), box='txBox="1"')))


def _table(plants: Plants) -> bytes:
    pairs = [plants.pair() for _ in range(3)]
    rows = "".join(
        "<a:tr>"
        + "".join(f"<a:tc><a:txBody>{text_body(escape(p[at]))}</a:txBody></a:tc>" for p in pairs)
        + "</a:tr>"
        for at in (0, 1)
    )
    data = f"<a:graphicData><a:tbl>{rows}</a:tbl></a:graphicData>"
    frame = f"<p:graphicFrame><a:graphic>{data}</a:graphic></p:graphicFrame>"
    return show(slide(frame))


def _notes(plants: Plants) -> bytes:
    notes = root(
        "p:notes",
        f"<p:cSld><p:spTree>{shape(plants.sentence(), plants.sentence())}</p:spTree></p:cSld>",
    )
    return show(TITLE, parts={"ppt/n.xml": notes}, first=(("r1", "notesSlide", "../n.xml"),))


def _comments(plants: Plants) -> bytes:
    old = f'<p:cm authorId="0"><p:text>{escape(plants.sentence())}</p:text></p:cm>'
    new = f"<p188:cm><p188:txBody>{text_body(escape(plants.sentence()))}</p188:txBody></p188:cm>"
    return show(
        TITLE,
        parts={"ppt/c.xml": root("p:cmLst", old), "ppt/m.xml": root("p188:cmLst", new)},
        first=(("r1", "comments", "../c.xml"), ("r2", "comments", "../m.xml")),
    )


def _hidden_slide(plants: Plants) -> bytes:
    hidden = slide(shape(plants.sentence(), plants.sentence()), attributes='show="0"')
    return show(TITLE, hidden)


def _hidden_shape(plants: Plants) -> bytes:
    return show(slide(shape("Welkom"), shape(plants.sentence(), attributes='hidden="1"')))


def _master(plants: Plants) -> bytes:
    def held(name: str, *texts: str) -> str:
        return root(name, f"<p:cSld><p:spTree>{shape(*texts)}</p:spTree></p:cSld>")

    return show(
        TITLE,
        parts={
            "ppt/m.xml": held("p:sldMaster", plants.sentence()),
            "ppt/l.xml": held("p:sldLayout", plants.sentence()),
            "ppt/n.xml": held("p:notesMaster", plants.sentence()),
        },
        first=(("r1", "slideLayout", "../l.xml"),),
        told=(("m1", "slideMaster", "m.xml"), ("m2", "notesMaster", "n.xml")),
    )


def _alt_text(plants: Plants) -> bytes:
    return show(slide(shape("", attributes=f'descr="{escape(plants.sentence())}"')))


def _footer(plants: Plants) -> bytes:
    return show(slide(shape("Welkom"), shape(plants.sentence(), nv='<p:ph type="ftr"/>')))


def _chart(plants: Plants) -> bytes:
    values = "".join(f"<c:pt><c:v>{escape(plants.words())}</c:v></c:pt>" for _ in range(2))
    chart = root("c:chartSpace", f"<c:chart><c:strCache>{values}</c:strCache></c:chart>")
    return show(TITLE, parts={"ppt/c.xml": chart}, first=(("r1", "chart", "../c.xml"),))


def _diagram(plants: Plants) -> bytes:
    data = root("dgm:dataModel", f"<dgm:t>{text_body(escape(plants.sentence()))}</dgm:t>")
    return show(TITLE, parts={"ppt/d.xml": data}, first=(("r1", "diagramData", "../d.xml"),))


def _picture(plants: Plants) -> bytes:
    parts: dict[str, str | bytes] = {
        "ppt/media/image1.png": drawn_text([plants.sentence(), plants.sentence()])
    }
    return show(TITLE, parts=parts, first=(("r1", "image", "../media/image1.png"),))


SLIDES: Traps = {
    "slide": _body,
    "text box": _text_box,
    "table": _table,
    "speaker notes": _notes,
    "comments": _comments,
    "hidden slide": _hidden_slide,
    "hidden shape": _hidden_shape,
    "masters": _master,
    "alt text": _alt_text,
    "footer": _footer,
    "chart": _chart,
    "diagram": _diagram,
    "picture": _picture,
}
