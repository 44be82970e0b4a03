"""
A document is read whole, with all files in it, or there is a reason.
"""

import json
from base64 import b64encode
from io import BytesIO

import pytest
from PIL import Image

from policy.documents.collector import Collector
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
from policy.documents.members import Members
from policy.documents.reading import READERS, contents_of
from tests.policy.documents.build_office import docx, paragraph, run
from tests.policy.documents.build_rtf import rtf
from tests.policy.documents.build_text import OCR_TEXT, outcome, places, read, told, unread, zipped

SECRET = "Jan Peeters"
GUID = "12345678-1234-1234-1234-123456789abc"


def labelled(name: str) -> bytes:
    return (
        f"From: a@b.be\nTo: c@d.be\nmsip_labels: MSIP_Label_{GUID}_Enabled=true;"
        f" MSIP_Label_{GUID}_Name={name}\n\nDag\n"
    ).encode()


def test_every_format_has_a_reader():
    """
    What is recognised is read.
    """
    assert set(READERS) == set(Format)


def test_labels_of_all_files_count_once():
    """
    A labelled file in an archive in a mail makes the whole labelled.
    """
    raw = zipped(
        {
            "a.zip": zipped({"a.eml": labelled("Geheim")}),
            "b.eml": labelled("Intern"),
            "c.eml": labelled("Geheim"),
        }
    )

    assert [label.split()[1] for label in read(raw).labels] == ["Geheim", "Intern"]


def test_budget_is_one_for_all_files():
    """
    Ten files of the size of one limit are ten times the limit.
    """
    one = zipped({"a.txt": "x" * 300_000})
    two = zipped({"a.zip": one, "b.zip": zipped({"b.txt": "y" * 300_000})})

    assert outcome(one, characters=400_000) is None
    assert unread(two, characters=400_000) is Unread.TOO_LARGE
    assert unread(two, unpacked_bytes=400_000) is Unread.TOO_LARGE
    assert unread(two, members=3) is Unread.TOO_LARGE
    assert outcome(two, members=4) is None


def test_depth_is_told_by_the_file_around():
    """
    How deep a file lies does not change for the files beside it.
    """
    flat = zipped({"a.zip": zipped({"x": "1"}), "b.zip": zipped({"x": "2"}), "c": "3"})

    assert outcome(flat, depth=2) is None
    assert unread(flat, depth=1) is Unread.TOO_DEEP


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", None),
        (b" \n\t\r\n", None),
        (b"{}", Unread.NO_TEXT),
        (b"[[], {}]", Unread.NO_TEXT),
        (b"{\\rtf1 }", Unread.NO_TEXT),
        (b"<p></p>", Unread.NO_TEXT),
        (b'<?xml version="1.0"?><a/>', None),
        (zipped({}), Unread.NO_TEXT),
        (zipped({"leeg.txt": ""}), None),
        (docx(""), Unread.NO_TEXT),
    ],
)
def test_what_holds_something_and_says_nothing(raw, reason):
    """
    An empty file is empty; a file of which no text came out was not inspected.
    """
    assert outcome(raw) is reason


def test_silent_file_in_a_file_counts():
    """
    A mail with a document that says nothing was not inspected either.
    """
    assert unread(zipped({"a.txt": SECRET, "b.rtf": "{\\rtf1 }"})) is Unread.NO_TEXT


def test_failure_says_nothing_of_the_document():
    """
    The error that comes out has the reason, and no error behind it that quotes.
    """
    with pytest.raises(UnreadError) as caught:
        read(zipped({f"{SECRET}.txt": b"7z\xbc\xaf\x27\x1c\0"}))

    assert str(caught.value) == "unknown-format"
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_contents_say_nothing_in_their_repr():
    """
    Text does not come into logs by way of a repr.
    """
    assert SECRET not in repr(read(zipped({"a.csv": f"naam;nr\n{SECRET};1\n"})))


def test_half_characters_do_not_get_out():
    """
    All text can be encoded by who comes next.
    """
    raw = json.dumps({"a": "x\ud800y", "b": "\ud83d\ude00"}).encode()

    text = "".join(told(read(raw)))

    assert text.encode()
    assert "\U0001f600" in text


def test_too_much_text_in_pieces_that_nobody_paid_for():
    """
    Whatever a reader forgets, the text that comes out has its limit.
    """
    assert unread(b"a,b\n1,2\n" * 100, characters=150) is Unread.TOO_LARGE


def test_members_are_numbered_by_the_file_around():
    """
    A file's own numbers come behind the number that it has itself.
    """
    budget = Budget(limits=Limits(), read_picture=lambda _: "")
    collector = Collector(budget)

    def nested(raw: bytes, _budget: Budget) -> Contents:
        place = Place(part=Part.TABLE, row=4, member=(7,))
        return Contents(format=Format.ZIP, pieces=(Piece(raw.decode(), place),))

    members = Members(collector, budget, nested)
    members.add("a.zip", b"Jan")
    members.add("", b"An")

    assert collector.pieces == [
        Piece("a.zip", Place(part=Part.ATTACHMENT, member=(1,))),
        Piece("Jan", Place(part=Part.TABLE, row=4, member=(1, 7))),
        Piece("An", Place(part=Part.TABLE, row=4, member=(2, 7))),
    ]


PICTURES = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP")


def picture(kind: str = "PNG") -> bytes:
    target = BytesIO()
    Image.new("RGB", (120, 60), "white").save(target, kind)
    return target.getvalue()


@pytest.mark.parametrize("kind", PICTURES)
def test_pictures_are_read_by_ocr(kind):
    """
    Every picture is looked at; one without text has been read.
    """
    contents = read(picture(kind))

    assert contents.format == kind.lower()
    assert places(contents, OCR_TEXT)[0].part is Part.PICTURE
    assert contents_of(picture(kind), Limits(), lambda _: "").format == kind.lower()


def test_no_ocr_is_a_reason():
    """
    Where nothing reads pictures, a picture is not read, nor what holds one.
    """

    def nobody(_: object) -> str:
        raise UnreadError(Unread.NO_OCR)

    for raw in (picture(), zipped({"a.png": picture(), "b.txt": "Dag"})):
        with pytest.raises(UnreadError) as caught:
            contents_of(raw, Limits(), nobody)

        assert caught.value.reason is Unread.NO_OCR


@pytest.mark.parametrize(
    "raw",
    [
        zipped({"a.png": picture()}),
        b"<p>Dag<img src='data:image/png;base64," + b64encode(picture()) + b"'>",
        b"Dag ![](data:image/png;base64," + b64encode(picture()) + b")",
        json.dumps({"png": b64encode(picture()).decode()}).encode(),
        b"BEGIN:VCARD\nPHOTO;ENCODING=b;TYPE=PNG:" + b64encode(picture()) + b"\nEND:VCARD\n",
        rtf(b"Dag {\\*\\shppict{\\pict\\pngblip " + picture().hex().encode() + b"}}"),
        rtf(b"Dag {\\pict\\pngblip\\bin%d " % len(picture()) + picture() + b"}"),
        b"From: a@b.be\nTo: c@d.be\nContent-Type: image/png\n"
        b"Content-Transfer-Encoding: base64\n\n" + b64encode(picture()),
    ],
    ids=["zip", "html", "markdown", "json", "vcard", "rtf", "rtf bytes", "mail"],
)
def test_pictures_in_everything(raw):
    """
    A picture is read wherever it stands, and the text around it too.
    """
    contents = read(raw)

    assert places(contents, OCR_TEXT)[0].part is Part.PICTURE
    assert unread(raw, pictures=0) is Unread.TOO_LARGE


def test_same_picture_is_looked_at_once():
    """
    The logo under every mail of a thread takes no more than one picture of the limit.
    """
    raw = zipped({f"{number}.png": picture() for number in range(5)})

    contents = read(raw, pictures=1)

    assert [place.member for place in places(contents, OCR_TEXT)] == [(n,) for n in range(1, 6)]


def test_office_document_in_a_mail_in_an_archive():
    """
    The readers find each other.
    """
    attached = b64encode(docx(paragraph(run(SECRET))))
    mail = (
        b"From: a@b.be\nTo: c@d.be\nMIME-Version: 1.0\n"
        b"Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: a/b; name=b.docx\n"
        b"Content-Transfer-Encoding: base64\n\n" + attached + b"\n--x--\n"
    )

    assert places(read(zipped({"m.eml": mail})), SECRET)[0].member == (1, 1)
