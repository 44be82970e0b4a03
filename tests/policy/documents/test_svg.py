"""
All that a drawing in SVG says, with its place.
"""

import base64

import pytest

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
from policy.documents.svg import read_svg

NUMBER = "85.07.30-033.28"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(60)


def nested(raw: bytes, budget: Budget) -> Contents:
    piece = Piece(f"beeld van {len(raw)}", Place(part=Part.PICTURE))
    return Contents(format=Format.PNG, pieces=(piece,))


def read(inside: str | bytes) -> Contents:
    raw = inside if isinstance(inside, bytes) else svg(inside).encode()

    def look(picture: object) -> str:
        raise UnreadError(Unread.NO_OCR)

    return read_svg(raw, Budget(limits=Limits(), read_picture=look), nested)


def svg(inside: str) -> str:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="0 0 100 100">{inside}</svg>'
    )


def reason(inside: str | bytes) -> Unread:
    with pytest.raises(UnreadError) as caught:
        read(inside)
    return caught.value.reason


def told(contents: Contents) -> list[tuple[str, Part]]:
    return [(piece.text, piece.place.part) for piece in contents.pieces]


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("<text>Jan Peeters</text>", "Jan Peeters"),
        ("<text>RRN <tspan>85.07.</tspan>30-033.28</text>", f"RRN {NUMBER}"),
        ("<text><tspan y='1'>een</tspan> <tspan y='2'>twee</tspan></text>", "een\ntwee"),
        ("<text><tspan>een</tspan><tspan x='0' dy='1.2em'>twee</tspan></text>", "een\ntwee"),
        ("<text><tspan x='0'>Naam</tspan><tspan x='90'>Jan</tspan></text>", "Naam Jan"),
        ("<text><tspan x='1'>0</tspan><tspan x='2'>475</tspan></text>", "0475"),
        ("".join(f"<text x='{i}' y='5'>{c}</text>" for i, c in enumerate("geheim")), "geheim"),
        ("<text><textPath href='#p'>langs een boog</textPath></text>", "langs een boog"),
        ("<g display='none'><text>verborgen</text></g>", "verborgen"),
        ("<defs><text id='t'>in voorraad</text></defs>", "in voorraad"),
        ("<text><![CDATA[a < b & c]]></text>", "a < b & c"),
    ],
)  # fmt: skip
def test_text_is_told(inside, text):
    """
    A text is one piece, its lines are lines, and letters laid one by one are a word.
    """
    assert told(read(inside)) == [(text, Part.BODY)]


def test_what_describes_the_drawing_is_told():
    """
    Titles, descriptions, metadata, comments, styles and attributes that people wrote.
    """
    contents = read(
        "<title>Plan van de school</title><desc>lokaal van Fatima</desc>"
        "<metadata><d xmlns='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>Greet De Smet</d>"
        "</metadata><!-- nog nakijken --><style>/* huisstijl van Jan */</style>"
        "<g aria-label='trap naar de kelder' style='fill:#fff;stroke:none' class='trap'>"
        "<path d='M0 0L1 1' data-code='poort 4711' fill='#123456'/></g><text>plan</text>"
    )

    for text, part in (
        ("Plan van de school", Part.ALT_TEXT),
        ("lokaal van Fatima", Part.ALT_TEXT),
        ("Greet De Smet", Part.PROPERTY),
        ("nog nakijken", Part.COMMENT),
        ("/* huisstijl van Jan */", Part.HIDDEN),
        ("trap naar de kelder", Part.PROPERTY),
        ("poort 4711", Part.PROPERTY),
    ):
        assert (text, part) in told(contents)
    assert len(contents.pieces) == 8


@pytest.mark.parametrize(
    ("attribute", "text"),
    [
        ("id='Jan_Peeters'", "Jan Peeters"),
        ("id='Luc_Van_den_Berg_2_'", "Luc Van den Berg"),
        ("id='Ren_xE9_e_Claes'", "Renée Claes"),
        ("class='st0 Jan-Peeters'", "Jan Peeters"),
        ("result='Jan_Peeters'", "Jan Peeters"),
        ("id='tel-0471-23-45-67'", "tel 0471 23 45 67"),
        ("href='#Jan_Peeters'", "Jan Peeters"),
        ("data-naam='Peeters'", "Peeters"),
        ("data-naam='peeters'", "peeters"),
        (f"data-rrn='{NUMBER}'", NUMBER),
        ("aria-label='tel: 0471 23 45 67; naam: Jan Peeters'",
         "tel: 0471 23 45 67; naam: Jan Peeters"),
        ("style='fill:#fff;naam:Peeters;stroke:none'", "naam:Peeters"),
        (f"style='font-family:{NUMBER}'", f"font-family:{NUMBER}"),
        ("values='Jan Peeters'", "Jan Peeters"),
        ("fill='Jan Peeters'", "Jan Peeters"),
        ("d='M0 0 Jan Peeters'", "M0 0 Jan Peeters"),
        ("stroke-dasharray='0471 23 45 67'", "0471 23 45 67"),
        (f"fill='{NUMBER}'", NUMBER),
        ("id='a' xmlns:o='urn:o' o:id='Jan Peeters'", "Jan Peeters"),
        ("xmlns:o='urn:o' o:fill='Peeters'", "Peeters"),
    ],
)  # fmt: skip
def test_attributes_that_somebody_wrote_are_told(attribute, text):
    """
    Whatever they are called and wherever a name or a number stands in them.
    """
    assert (text, Part.PROPERTY) in told(read(f"<text>plan</text><g {attribute}/>"))


@pytest.mark.parametrize(
    "attributes",
    [
        "id='path1234-5-6-7-89' style='fill:#1a2b3c;stroke-width:0.26458px;-inkscape-stroke:none'",
        "id='SVGID_1_' class='st0 cls-12' xml:space='preserve' preserveAspectRatio='xMidYMid meet'",
        "id='rect-10-5' x='0,5.25 10' y='1e-5' width='100%' viewBox='0 0 123456 99999'",
        "id='paint0_linear_12_345' d='M 85.07.30-033.28 1.5e-7z' fill='#123456'",
        "id='4f1c9e6a-0b2d-4c3e-8f5a-123456789abc' clip-path='url(#p1c0ee4ffab)'",
        "data-cell-id='Xk3f9QzR1a-12' id='drawio-svg-gradient-light-dark_ffffff_121212'",
        "xmlns:i='http://i.example' i:cx='396.85714' i:nodetypes='cccsc' i:window-width='1920'",
        "transform='matrix(1 0 0 1 85.07 30.033) rotate(-45)' fill='rgb(12,34,56)'",
        "class='xtick axis' result='blur1' in='SourceGraphic' values='0 0 0 0.3 0'",
        "style='font-family:Open Sans, Arial;font-feature-settings:normal;text-indent:0'",
    ],
)
def test_what_programs_write_is_not_told(attributes):
    """
    As Inkscape, Illustrator, Figma, draw.io and matplotlib save their drawings.
    """
    assert told(read(f"<text>plan</text><g {attributes}/>")) == [("plan", Part.BODY)]


def test_an_icon_tells_its_colours():
    """
    Where there is nothing else to tell.
    """
    icon = "<path d='M0 0L1 1' fill='#2D4552'/>"

    assert told(read(icon)) == [("#2D4552", Part.PROPERTY)]
    assert told(read(f"{icon}<text>plan</text>")) == [("plan", Part.BODY)]


def test_attributes_without_end_cost_little(cpu_seconds):
    """
    Values that nearly look like a style, and names of very many parts.
    """
    values = ("a-" * 99 + "!", "1" * 199 + "!", "a_" * 50_000, "_x41" * 50_000, "11-" * 50_000)

    with cpu_seconds(1):
        for value in values:
            read(f"<text>plan</text><g id='{value}' fill='{value}' style='fill:{value}'/>")


def test_foreign_objects_are_told():
    """
    A page in a drawing, paragraph by paragraph.
    """
    contents = read(
        "<foreignObject><div xmlns='http://www.w3.org/1999/xhtml'><p>Beste <b>An</b>ja</p>"
        f"<p>uw nummer is {NUMBER}</p></div></foreignObject>"
    )

    assert told(contents) == [(f"Beste Anja\nuw nummer is {NUMBER}", Part.TEXT_BOX)]


def test_pictures_in_it_are_read():
    """
    Pictures in addresses and in styles; what an address leads to elsewhere is only its text.
    """
    letters = base64.b64encode(PNG).decode()
    other = base64.b64encode(PNG + b"\0").decode()
    contents = read(
        f"<image xlink:href='data:image/png;base64,{letters}'/>"
        f"<style>rect {{ fill: url(data:image/png;base64,{other}) }}</style>"
        f"<g style='fill:url(data:image/png;base64,{base64.b64encode(PNG + bytes(2)).decode()})'/>"
        "<image href='https://elders.example/foto.png'/><a href='mailto:jef@kortenberg.be'>"
        "<text>mail mij</text></a>"
    )

    members = {piece.text: piece.place for piece in contents.pieces if piece.place.member}
    assert members[f"beeld van {len(PNG)}"].part is Part.PICTURE
    assert members[f"beeld van {len(PNG) + 1}"].part is Part.PICTURE
    assert members[f"beeld van {len(PNG) + 2}"].part is Part.PICTURE
    assert ("https://elders.example/foto.png", Part.PROPERTY) in told(contents)
    assert ("mailto:jef@kortenberg.be", Part.PROPERTY) in told(contents)
    assert not any(letters[:30] in piece.text for piece in contents.pieces)


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<g onclick='alert(1)'/>",
        "<a href='javascript:alert(1)'><text>x</text></a>",
        "<a xlink:href=' JavaScript:alert(1)'><text>x</text></a>",
        "<image href='data:text/html,&lt;script&gt;'/>",
    ],
)
def test_scripts_are_refused(inside):
    """
    A drawing that does something is more than what it says.
    """
    assert reason(inside) is Unread.ACTIVE


@pytest.mark.parametrize(
    "inside",
    [
        "<path d='M0 0C1 1 2 2 3 3C1 1 2 2 3 3C4 4 5 5 6 6Z'/>" * 60,
        "<text>kop</text>" + "<use href='#glyph-1' x='1'/>" * 30,
    ],
)
def test_letters_as_curves_are_refused(inside):
    """
    Nobody draws the drawing here, so what was turned into curves cannot be read.
    """
    assert reason(inside) is Unread.NO_TEXT


def test_a_chart_with_few_words_is_read():
    """
    Lines and bars are no letters.
    """
    bars = "<rect width='5' height='9'/><path d='M0 0L5 5L9 9'/>" * 100

    assert told(read(bars + "<text>2026</text>")) == [("2026", Part.BODY)]


@pytest.mark.parametrize(
    "raw",
    [
        b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg"/>',
        b'<svg xmlns="http://www.w3.org/2000/svg"><text>open',
        b'<svg xmlns="http://www.w3.org/2000/svg"><text>&a;</text></svg>',
        b'<!DOCTYPE svg SYSTEM "a.dtd"><svg xmlns="http://www.w3.org/2000/svg" id="&a;"/>',
        b"<svg>" * 600 + b"</svg>" * 600,
    ],
)
def test_hostile_drawings_are_broken(raw):
    """
    Document types, entities, an end that is missing, elements without end.
    """
    assert reason(raw) is Unread.BROKEN


def test_a_drawing_may_name_its_document_type():
    """
    As Illustrator and draw.io write it.
    """
    named = (
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN"'
        ' "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    )
    contents = read(f"<?xml version='1.0'?>{named}{svg('<text>plan &amp; co</text>')}".encode())

    assert told(contents) == [("plan & co", Part.BODY)]


def test_comments_that_are_addresses_are_told():
    """
    A comment is no namespace.
    """
    contents = read("<!-- https://zoek.be/?naam=Jan --><text>plan</text>")

    assert ("https://zoek.be/?naam=Jan", Part.COMMENT) in told(contents)


@pytest.mark.parametrize("charset", ["utf-8", "utf-16", "iso-8859-1"])
def test_charsets(charset):
    """
    As the file declares, or as its mark says.
    """
    text = f"<?xml version='1.0' encoding='{charset}'?>" + svg("<text>één reçu</text>")

    assert told(read(text.encode(charset))) == [("één reçu", Part.BODY)]
