"""
All that a presentation says, with its slide.
"""

import pytest

from policy.documents.interface import Contents, Part, Place, Unread, UnreadError
from policy.documents.slides import read_pptx
from tests.policy.documents.build_office import (
    PICTURE,
    PICTURE_TEXT,
    Parts,
    archive,
    budget,
    nested,
    parts_with,
    places,
    relations,
    root,
    text_body,
    texts,
)

NUMBER = "85.07.30-033.28"


def shape(
    *paragraphs: str, name: str = "Titel 1", of_name: str = "", kind: str = "", nv: str = ""
) -> str:
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="2" name="{name}" {of_name}/><p:cNvSpPr {kind}/><p:nvPr>{nv}'
        f"</p:nvPr></p:nvSpPr><p:txBody>{text_body(*paragraphs)}</p:txBody></p:sp>"
    )


def slide(*shapes: str, attributes: str = "") -> str:
    tree = f"<p:cSld><p:spTree>{''.join(shapes)}</p:spTree></p:cSld>"
    return root("p:sld", tree).replace("<p:sld ", f"<p:sld {attributes} ", 1)


def pptx(
    *slides: str,
    parts: Parts | None = None,
    of_first: tuple[tuple[str, str, str], ...] = (),
    told: tuple[tuple[str, str, str], ...] = (),
    order: tuple[int, ...] | None = None,
) -> bytes:
    """A presentation; `order` lists the slides that the show knows, from 1."""
    known = order if order is not None else tuple(range(1, len(slides) + 1))
    listed = "".join(f'<p:sldId id="{255 + at}" r:id="s{at}"/>' for at in known)
    numbered = range(1, len(slides) + 1)
    return archive(
        {
            "_rels/.rels": relations(("r1", "officeDocument", "ppt/presentation.xml")),
            "ppt/presentation.xml": root("p:presentation", f"<p:sldIdLst>{listed}</p:sldIdLst>"),
            "ppt/_rels/presentation.xml.rels": relations(
                *((f"s{at}", "slide", f"slides/slide{at}.xml") for at in numbered), *told
            ),
            "ppt/slides/_rels/slide1.xml.rels": relations(*of_first),
            **{f"ppt/slides/slide{at}.xml": data for at, data in enumerate(slides, 1)},
        }
        | (parts or {})
    )


def read(raw: bytes, **limits: int) -> Contents:
    return read_pptx(raw, budget(**limits), nested)


def test_slides_are_pages_in_the_order_of_the_show():
    """
    Paragraphs of titles and frames are the body of their slide.
    """
    contents = read(pptx(slide(shape("een")), slide(shape("twee", "en meer")), order=(2, 1)))

    assert [(piece.text, piece.place) for piece in contents.pieces] == [
        ("twee", Place(part=Part.BODY, page=1)),
        ("en meer", Place(part=Part.BODY, page=1)),
        ("een", Place(part=Part.BODY, page=2)),
    ]
    assert contents.pages == 2


def test_shapes_that_are_no_body():
    """
    Text boxes, footers, hidden shapes, and what pictures are described as.
    """
    first = slide(
        shape("los kader", kind='txBox="1"'),
        shape("voettekst", nv='<p:ph type="ftr"/>'),
        shape("kop", nv='<p:ph type="hdr"/>'),
        shape("verborgen", of_name='hidden="1"'),
        shape("", name="Foto Kerkstraat 12", of_name=f'descr="{NUMBER}"'),
    )

    contents = read(pptx(first))

    assert {piece.text: piece.place.part for piece in contents.pieces} == {
        "los kader": Part.TEXT_BOX,
        "voettekst": Part.FOOTER,
        "kop": Part.HEADER,
        "verborgen": Part.HIDDEN,
        "Foto Kerkstraat 12": Part.PROPERTY,
        NUMBER: Part.ALT_TEXT,
    }
    assert {piece.place.page for piece in contents.pieces} == {1}


def test_tables_on_slides():
    """
    Cells with rows and columns, behind joined cells too.
    """
    table = (
        "<p:graphicFrame><a:tbl><a:tr>"
        f'<a:tc gridSpan="2"><a:txBody>{text_body("Naam")}</a:txBody></a:tc><a:tc hMerge="1"/>'
        "</a:tr></a:tbl></p:graphicFrame>"
    ).replace(
        "</a:tr>",
        f"</a:tr><a:tr><a:tc>{text_body('Jan')}</a:tc><a:tc>{text_body('x')}</a:tc></a:tr>",
    )

    contents = read(pptx(slide(table)))

    assert places(contents, "Naam") == [Place(part=Part.TABLE, page=1, row=1, column=1)]
    assert places(contents, "x") == [Place(part=Part.TABLE, page=1, row=2, column=2)]


def test_notes_and_comments_belong_to_their_slide():
    """
    Speaker notes, old comments, new comments with answers, and their authors.
    """
    notes = root("p:notes", shape("vertel over Jan"))
    comments = root("p:cmLst", '<p:cm authorId="0"><p:text>bel Els</p:text></p:cm>')
    modern = root(
        "p188:cmLst",
        f"<p188:cm><p188:txBody>{text_body('en Piet')}</p188:txBody><p188:replyLst><p188:reply>"
        f"<p188:txBody>{text_body('gedaan')}</p188:txBody></p188:reply></p188:replyLst></p188:cm>",
    )
    authors = root("p:cmAuthorLst", '<p:cmAuthor id="0" name="An Maes" initials="AM"/>')
    raw = pptx(
        slide(shape("een")),
        slide(shape("twee")),
        parts={
            "ppt/n.xml": notes,
            "ppt/c.xml": comments,
            "ppt/m.xml": modern,
            "ppt/a.xml": authors,
        },
        of_first=(
            ("r1", "notesSlide", "../n.xml"),
            ("r2", "comments", "../c.xml"),
            ("r3", "comments", "../m.xml"),
        ),
        told=(("a1", "commentAuthors", "a.xml"),),
    )

    contents = read(raw)

    assert places(contents, "vertel over Jan") == [Place(part=Part.SPEAKER_NOTES, page=1)]
    assert [
        place.page for text in ("bel Els", "en Piet", "gedaan") for place in places(contents, text)
    ] == [*(1, 1, 1)]
    assert texts(contents, Part.COMMENT) == ["bel Els", "en Piet", "gedaan"]
    assert parts_with(contents, "An Maes") == {Part.PROPERTY}


def test_hidden_and_forgotten_slides():
    """
    A slide that is not shown, and one that the show no longer lists, are hidden text.
    """
    slides = (slide(shape("te zien")), slide(shape("weg"), attributes='show="0"'))
    raw = pptx(*slides, slide(shape("oud")), order=(1, 2))

    contents = read(raw)

    assert [(p.text, p.place.part, p.place.page) for p in contents.pieces] == [
        ("te zien", Part.BODY, 1),
        ("weg", Part.HIDDEN, 2),
        ("oud", Part.HIDDEN, 3),
    ]


def test_masters_and_layouts():
    """
    What is on every slide is told once, as master.
    """
    raw = pptx(
        slide(shape("een")),
        parts={
            "ppt/m.xml": root("p:sldMaster", shape("Gemeente Kortenberg")),
            "ppt/l.xml": root("p:sldLayout", shape("Intern gebruik")),
            "ppt/_rels/m.xml.rels": relations(("r1", "slideLayout", "l.xml")),
            "ppt/h.xml": root("p:handoutMaster", shape("Hand-out")),
        },
        of_first=(("r1", "slideLayout", "../l.xml"),),
        told=(("m1", "slideMaster", "m.xml"), ("m2", "handoutMaster", "h.xml")),
    )

    contents = read(raw)

    assert set(texts(contents, Part.MASTER)) == {
        "Gemeente Kortenberg",
        "Intern gebruik",
        "Hand-out",
    }


def test_what_a_slide_shows_is_on_its_page():
    """
    Pictures, charts, diagrams and files inside.
    """
    raw = pptx(
        slide(shape("een")),
        slide(shape("twee")),
        parts={
            "ppt/media/image1.png": PICTURE,
            "ppt/c.xml": root(
                "c:chartSpace", "<c:strCache><c:pt><c:v>Jan</c:v></c:pt></c:strCache>"
            ),
            "ppt/_rels/c.xml.rels": relations(("r1", "package", "e.pdf")),
            "ppt/e.pdf": b"%PDF-1.7Bijlage",
            "ppt/d.xml": root("dgm:dataModel", f"<dgm:t>{text_body('Hoofd')}</dgm:t>"),
        },
        of_first=(
            ("r1", "image", "../media/image1.png"),
            ("r2", "chart", "../c.xml"),
            ("r3", "diagramData", "../d.xml"),
        ),
    )

    contents = read(raw)

    assert places(contents, PICTURE_TEXT) == [Place(part=Part.PICTURE, page=1)]
    assert places(contents, "Jan")[-1] == Place(part=Part.TEXT_BOX, page=1)
    assert places(contents, "Hoofd") == [Place(part=Part.TEXT_BOX, page=1)]
    assert places(contents, "Bijlage") == [Place(part=Part.BODY, page=1, member=(1,))]


def test_tags_sections_and_links():
    """
    Names that people gave to things, and where links lead.
    """
    section = '<p:extLst><p14:section name="Dossier Peeters"/></p:extLst>'
    raw = pptx(
        slide(shape("een")),
        parts={
            "ppt/presentation.xml": root("p:presentation", section),
            "ppt/t.xml": root("p:tagLst", '<p:tag name="KLANT" val="Jan Peeters"/>'),
        },
        of_first=(("r1", "hyperlink", "mailto:jan@example.be"), ("r2", "tags", "../t.xml")),
    )

    contents = read(raw)

    assert {"Dossier Peeters", "KLANT", "Jan Peeters", "mailto:jan@example.be"} <= set(
        texts(contents, Part.PROPERTY)
    )


def test_film_and_sound_are_refused():
    """
    Nobody here reads them.
    """
    raw = pptx(slide(), parts={"ppt/media/media1.mp4": b"\0\0\0\x18ftypmp42\xff"})

    with pytest.raises(UnreadError) as caught:
        read(raw)
    assert caught.value.reason is Unread.UNKNOWN_FORMAT


def test_too_many_slides_are_refused():
    """
    They are pages.
    """
    with pytest.raises(UnreadError) as caught:
        read(pptx(*[slide()] * 12), pages=11)
    assert caught.value.reason is Unread.TOO_LARGE
