"""
Calendars and address cards: every property, in every way of writing it.
"""

from base64 import b64encode

import pytest

from policy.documents.interface import Format, Part, Place, Unread
from tests.policy.documents.build_text import outcome, places, read, told, unread

BODY = Place(part=Part.BODY)


def card(*lines: str) -> bytes:
    return "\r\n".join(("BEGIN:VCARD", "VERSION:3.0", *lines, "END:VCARD", "")).encode()


def calendar(*lines: str) -> bytes:
    return "\r\n".join(("BEGIN:VCALENDAR", "BEGIN:VEVENT", *lines, "END:VEVENT", "")).encode()


def test_properties():
    """
    A property is a line with its name, its value as people write it.
    """
    contents = read(
        card(
            "N:Peeters;Jan;Maria;Dr.;jr.",
            "FN:Jan Peeters",
            "ADR;TYPE=HOME:;;Dorpsstraat 12;Kortenberg;;3070;België",
            "TEL;TYPE=CELL:0475 12 34 56",
            "BDAY:1985-07-30",
            "NOTE:eerste\\, regel\\ntweede",
            "item1.X-ABLabel:werk",
        )
    )

    assert contents.format is Format.CARD
    assert told(contents, Part.BODY)[2:-1] == [
        "N: Dr. Jan Maria Peeters jr.",
        "FN: Jan Peeters",
        "ADR: Dorpsstraat 12, 3070 Kortenberg, België",
        "TEL: 0475 12 34 56",
        "BDAY: 1985-07-30",
        "NOTE: eerste, regel\ntweede",
        "X-ABLABEL: werk",
    ]
    assert told(contents, Part.PROPERTY) == ["TYPE: HOME", "TYPE: CELL", "item1"]


def test_the_number_of_an_entry_is_nobodys_address():
    """
    Programs give each entry one that looks like an address.
    """
    contents = read(calendar("UID:4711@agenda.example.be", "ATTENDEE:mailto:jan@example.be"))

    assert "UID: 4711\nagenda.example.be" in told(contents)
    assert "ATTENDEE: mailto:jan@example.be" in told(contents)


def test_folded_lines():
    """
    A long line goes on behind a space (RFC 5545, 3.1), in the midst of a word.
    """
    contents = read(calendar("SUMMARY:Gesprek met Jan Pee", " ters", "DESCRIPTION:over\n\tde put"))

    assert contents.format is Format.CALENDAR
    assert "SUMMARY: Gesprek met Jan Peeters" in told(contents)
    assert "DESCRIPTION: overde put" in told(contents)


def test_parameters_are_read():
    """
    Who attends stands in a parameter.
    """
    contents = read(calendar('ATTENDEE;CN="Peeters; Jan";ROLE=CHAIR:mailto:jan@x.be'))

    assert "ATTENDEE: mailto:jan@x.be" in told(contents, Part.BODY)
    assert "CN: Peeters; Jan" in told(contents, Part.PROPERTY)


def test_pages_in_a_calendar():
    """
    Outlook repeats the description as a page.
    """
    contents = read(calendar("X-ALT-DESC;FMTTYPE=text/html:<p>Dag <b>Jan</b>\\, tot dan</p>"))

    assert "Dag Jan, tot dan" in told(contents, Part.BODY)


@pytest.mark.parametrize(
    "line",
    [
        "NOTE;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Ren=C3=A9e =\r\nPeeters",
        "NOTE;QUOTED-PRINTABLE;CHARSET=ISO-8859-1:Ren=E9e Pee=\r\nters",
        "NOTE;ENCODING=QUOTED-PRINTABLE:Ren=C3=A9e=20Pee=\r\n=74ers",
    ],
)
def test_quoted_printable(line):
    """
    vCard 2.1 breaks its lines with `=`.
    """
    assert "NOTE: Renée Peeters" in told(read(card(line)))


@pytest.mark.parametrize(
    "line",
    [
        "PHOTO;ENCODING=b;TYPE=X:{}",
        "PHOTO;BASE64;X:{}",
        "PHOTO:data:text/csv;base64,{}",
        "ATTACH;FMTTYPE=text/csv;ENCODING=BASE64;VALUE=BINARY;FILENAME=lijst.csv:{}",
    ],
)
def test_files_in_properties_are_read(line):
    """
    Pictures and attachments are files; their names are told.
    """
    letters = b64encode(b"naam;straat\nJan Peeters;Dorp 1\n").decode()
    folded = line.format(letters[:30] + "\r\n " + letters[30:])

    contents = read(card(folded))

    assert places(contents, "Jan Peeters") == [Place(part=Part.TABLE, row=2, column=1, member=(1,))]
    assert not places(contents, letters[:20])
    if "FILENAME" in line:
        assert told(contents, Part.ATTACHMENT) == ["FILENAME: lijst.csv"]


@pytest.mark.parametrize("line", ["PHOTO;ENCODING=b:!!", "SOUND;ENCODING=b:SUQzBAAAAAAAAAAA"])
def test_files_that_cannot_be_read(line):
    """
    A file that is broken or unknown keeps the card here.
    """
    assert unread(card(line)) in {Unread.BROKEN, Unread.UNKNOWN_FORMAT}


def test_lines_that_are_no_property():
    """
    What nobody understands is text.
    """
    contents = read(card("Jan Peeters zonder dubbelepunt", 'X;A="open:Jan'))

    assert "Jan Peeters zonder dubbelepunt" in told(contents)
    assert 'X;A="open:Jan' in told(contents)


def test_many_cards():
    """
    An address book is many cards in one file.
    """
    contents = read(card("FN:Jan") + card("FN:An"))

    assert {"FN: Jan", "FN: An"} <= set(told(contents))


@pytest.mark.parametrize(
    "hostile",
    [
        b"N;ENCODING=QUOTED-PRINTABLE:" + b"=\n" * 200_000,
        b"N" + b";a=b" * 60_000 + b":x",
        b"N" + b';"a' * 60_000 + b":x",
        b"N:" + b"\n x" * 200_000,
        b"A:b\n" * 2_000_000,
    ],
    ids=["breaks", "parameters", "quotes", "folds", "lines"],
)
def test_time_grows_with_the_file_alone(hostile, cpu_seconds):
    """
    No card takes longer than its length explains.
    """
    with cpu_seconds(4):
        assert outcome(b"BEGIN:VCARD\n" + hostile) in {None, Unread.TOO_LARGE}
