"""
Everything in XML is read, and a document type in it is refused.
"""

import zlib
from base64 import b64encode
from urllib.parse import quote

import pytest

from policy.documents.interface import Format, Part, Unread
from tests.policy.documents.build_text import places, read, told, unread

HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


def xml(body: str, head: str = HEAD) -> bytes:
    return f"{head}<r>{body}</r>".encode()


def test_values_stand_behind_their_names():
    """
    The name of an element tells what its text is.
    """
    contents = read(xml("<persoon>\n <naam>Jan</naam>\n <rrn>85.07.30-033.28</rrn>\n</persoon>"))

    assert contents.format is Format.XML
    assert told(contents, Part.BODY) == ["naam: Jan", "rrn: 85.07.30-033.28"]


def test_text_keeps_together_across_elements():
    """
    An element with text of its own is one line, with what is in it.
    """
    contents = read(xml("<a>Dag J<b>an Pee</b>ters</a><c><b>An</b> Claes<x><y>1</y></x></c>"))

    assert told(contents, Part.BODY) == ["Dag Jan Peeters", "An Claes\ny: 1"]


def test_paragraphs_of_office_programs_are_lines():
    """
    Word 2003, flat ODF and flat OPC cut a line into runs.
    """
    runs = ("<w:t>Jan</w:t>", "<w:tab/><w:t>Pee</w:t>", "<w:t>ters</w:t>")
    line = "".join(f"<w:r>{run}</w:r>" for run in runs)

    word = b"http://schemas.microsoft.com/office/word/2003/wordml"
    contents = read(xml(f"<w:p>{line}</w:p>").replace(b"<r>", b'<r xmlns:w="%s">' % word))

    assert told(contents, Part.BODY) == ["Jan Peeters"]


@pytest.mark.parametrize("name", ["p", "h", "li", "td", "si", "x"])
def test_records_are_no_lines(name):
    """
    In data, an element that is called as a paragraph is may be a person.
    """
    contents = read(xml(f"<{name}><nr>12</nr><naam>Jan</naam><rrn>85.07.30-033.28</rrn></{name}>"))

    assert told(contents, Part.BODY) == ["nr: 12", "naam: Jan", "rrn: 85.07.30-033.28"]


def test_everything_beside_the_text():
    """
    Attributes, comments, instructions, names of empty elements, and namespaces that are more
    than an address.
    """
    body = (
        '<a ww="Herfst2025" leeg=""/><!-- Jan --><?print An Claes?><Piet/>'
        '<x:b xmlns:x="urn:an@kortenberg"><![CDATA[<c> & d]]></x:b>'
    )

    contents = read(xml(body))

    assert {"ww: Herfst2025", "leeg", "Piet", "a"} <= set(told(contents, Part.PROPERTY))
    assert [text.strip() for text in told(contents, Part.COMMENT)] == [
        "Jan",
        "print An Claes",
        "urn:an@kortenberg",
    ]
    assert told(contents, Part.BODY) == ["b: <c> & d"]


@pytest.mark.parametrize(
    ("charset", "declared"),
    [("cp1252", "windows-1252"), ("cp1250", "windows-1250"), ("utf-8", "windows-1252")],
)
def test_declared_charset(charset, declared):
    """
    The declaration counts where the bytes are no UTF-8.
    """
    raw = f'<?xml version="1.0" encoding="{declared}"?><r>René Čapek</r>'

    text = "René" if charset == "cp1252" else "René Čapek"

    assert text in told(read(raw.replace("René Čapek", text).encode(charset)))[0]


@pytest.mark.parametrize("charset", ["utf-16", "utf-16-le", "utf-8-sig"])
def test_wide_charsets(charset):
    """
    A mark, or zeros where letters have them, say more than the declaration.
    """
    assert told(read(xml("René").decode().encode(charset)), Part.BODY) == ["r: René"]


@pytest.mark.parametrize(
    "namespace",
    [
        "urn:jan-peeters",
        "tag:kortenberg,2026:jan",
        "http://jan@kortenberg.be/",
        "https://kortenberg.be/?naam=jan",
        "https://kortenberg.be/0475123456",
    ],
)
def test_a_namespace_that_says_something_is_told(namespace):
    """
    Its name is free, so it may be anything.
    """
    contents = read(xml(f'<x:b xmlns:x="{namespace}">tekst</x:b>'))

    assert told(contents, Part.COMMENT) == [namespace]


@pytest.mark.parametrize(
    "namespace", ["http://www.w3.org/2000/svg", "https://data.vlaanderen.be/ns/adres#"]
)
def test_an_address_on_the_web_is_no_text(namespace):
    """
    Every file has some of those.
    """
    contents = read(xml(f'<x:b xmlns:x="{namespace}">tekst</x:b>'))

    assert told(contents, Part.COMMENT) == []


def test_files_in_elements_are_read():
    """
    Word 2003 and flat ODF keep pictures as base64 in an element.
    """
    letters = b64encode(b"naam;straat\nJan Peeters;Dorp 1\n").decode()

    contents = read(xml(f"<binary-data>\n{letters}\n</binary-data><t>x</t>"))

    assert [place.member for place in places(contents, "Jan Peeters")] == [(1,)]
    assert told(contents, Part.BODY) == ["t: x"]


def test_diagrams_are_unpacked():
    """
    diagrams.net deflates its diagrams; a network plan is text.
    """
    plan = quote('<mxGraphModel><mxCell value="10.10.8.20 srv-mail01"/></mxGraphModel>').encode()
    packed = zlib.compressobj(wbits=-15)
    letters = b64encode(packed.compress(plan) + packed.flush()).decode()

    contents = read(xml(f'<diagram name="plan">{letters}</diagram><diagram>tekst</diagram>'))

    assert places(contents, "10.10.8.20 srv-mail01")[0].member == (1,)
    assert told(contents, Part.BODY) == ["diagram: tekst"]


@pytest.mark.parametrize(
    ("named", "ids"),
    [
        ("r", []),
        ("r SYSTEM 'file:///etc/passwd'", ["file:///etc/passwd"]),
        (
            "r PUBLIC '-//Jan Peeters//EN' 'http://x.be/a.dtd'",
            ["-//Jan Peeters//EN", "http://x.be/a.dtd"],
        ),
    ],
)
def test_a_document_type_that_is_only_named_is_told(named, ids):
    """
    And not fetched; the text is what stands in the document.
    """
    contents = read(xml("x &lt; &#121;", f"{HEAD}<!DOCTYPE {named}>"))

    assert told(contents, Part.BODY) == ["r: x < y"]
    assert told(contents, Part.COMMENT) == ids


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (xml("x", f"{HEAD}<!DOCTYPE r []>"), Unread.BROKEN),
        (xml("&a;", f"{HEAD}<!DOCTYPE r SYSTEM 'a.dtd'>"), Unread.BROKEN),
        (xml("<a b='&a;'/>", f"{HEAD}<!DOCTYPE r SYSTEM 'a.dtd'>"), Unread.BROKEN),
        (xml("&a;", f"{HEAD}<!DOCTYPE r [<!ENTITY a 'Jan'>]>"), Unread.BROKEN),
        (
            xml("&a;", f"{HEAD}<!DOCTYPE r SYSTEM 'a' [<!ENTITY % b SYSTEM 'c'> %b;]>"),
            Unread.BROKEN,
        ),
        (b"<!DOCTYPE r [<!ENTITY a 'Jan'>]><r>&a;</r>", Unread.BROKEN),
        (xml("<a>"), Unread.BROKEN),
        (xml("x")[:-2], Unread.BROKEN),
        (xml("x") + b"<r/>", Unread.BROKEN),
        (xml("<a>" * 600 + "</a>" * 600), Unread.BROKEN),
        (xml("<a/>" * 2_000_000), Unread.TOO_LARGE),
        (b"<x>" * 2_000_000, Unread.TOO_LARGE),
    ],
)
def test_refused(raw, reason):
    """
    Document types, damage, depth and size.
    """
    assert unread(raw) is reason


def test_deep_lines_in_lines_take_no_time(cpu_seconds):
    """
    Text in text in text is not copied without end.
    """
    deep = "<a>y" * 400 + "<b>1</b>" * 20_000 + "</a>" * 400

    with cpu_seconds(4):
        assert "1" in told(read(xml(deep)))[0]
