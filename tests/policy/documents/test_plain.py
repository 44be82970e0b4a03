"""
Plain text and Markdown are read as they stand.
"""

from base64 import b64encode

from policy.documents.interface import Format, Part, Place, Unread
from tests.policy.documents.build_text import places, read, told, unread, zipped

BODY = Place(part=Part.BODY)


def test_paragraphs():
    """
    A paragraph is a piece, with the lines in it.
    """
    contents = read(b"Beste Jan,\r\nde put.\r\n\r\n  \r\nGroeten\r\n")

    assert contents.format is Format.PLAIN
    assert told(contents) == ["Beste Jan,\nde put.", "Groeten"]
    assert {one.place for one in contents.pieces} == {BODY}


def test_nothing_is_no_text_and_no_failure():
    """
    An empty file says nothing and hides nothing.
    """
    assert told(read(b"")) == []
    assert told(read(b" \r\n\t ")) == []


def test_markdown_keeps_its_marks():
    """
    Links, tables and comments of Markdown are text.
    """
    raw = b"# Verslag\n\n[Jan](mailto:jan@x.be) <!-- intern -->\n\n| a |\n|---|\n| b |\n"

    contents = read(raw)

    assert contents.format is Format.MARKDOWN
    assert told(contents)[1] == "[Jan](mailto:jan@x.be) <!-- intern -->"


def test_front_matter_is_a_property():
    """
    What stands before a Markdown text about it is no part of the text.
    """
    contents = read(b"---\nauthor: Jan Peeters\n---\n\n# Verslag\n\nDag\n")

    assert places(contents, "author: Jan Peeters") == [Place(part=Part.PROPERTY)]
    assert told(contents, Part.BODY) == ["# Verslag", "Dag"]


def test_thousands_of_paragraphs_are_one_piece():
    """
    A list with empty lines in it takes no piece for each line.
    """
    contents = read(b"jan\n\n" * 200_000)

    assert len(contents.pieces) == 1
    assert contents.pieces[0].text.count("jan") == 200_000


def test_data_address_is_read_as_a_file():
    """
    A file inside an address is a file; the letters that it was written in are not text.
    """
    table = b64encode(b"naam;straat\nJan Peeters;Dorp 1\n").decode()

    contents = read(f"Zie ![tabel](data:text/csv;base64,{table}) hier.".encode())

    assert told(contents, Part.BODY) == ["Zie ![tabel](data:text/csv;base64,) hier."]
    cell = Place(part=Part.TABLE, row=2, column=1, member=(1,))
    assert places(contents, "Jan Peeters") == [cell]


def test_percent_encoded_address_is_read():
    """
    Not all addresses are base64.
    """
    contents = read(b"zie data:text/plain,Jan%20Peeters%20woont hier")

    assert places(contents, "Jan Peeters woont") == [Place(part=Part.BODY, member=(1,))]


def test_file_in_bare_base64_is_read():
    """
    A zip in base64, by lines, is a zip, with no address around it.
    """
    letters = b64encode(zipped({"n.txt": "Jan Peeters", "m.txt": "x" * 300}, 0)).decode()
    lines = "\n".join(letters[at : at + 76] for at in range(0, len(letters), 76))

    contents = read(f"bijlage:\n{lines}\n\ngroeten".encode())

    assert places(contents, "Jan Peeters") == [Place(part=Part.BODY, member=(1, 1))]
    assert told(contents, Part.BODY)[:2] == ["bijlage:", "groeten"]


def test_base64_that_is_no_file_stays_text():
    """
    A picture that an example leaves off halfway is text like all other text.
    """
    example = b"gebruik data:image/png;base64,iVBORw0KGgo... in de pagina"

    assert unread(example.replace(b"...", b"")) is not None
    assert told(read(b"gebruik data:image/png;base64,iVBOR in de pagina")) == [
        "gebruik data:image/png;base64,iVBOR in de pagina"
    ]


def test_unreadable_file_in_text_refuses_the_text():
    """
    What is in a text and cannot be read keeps the text here.
    """
    archive = b64encode(b"7z\xbc\xaf\x27\x1c\0\x04" + b"\0" * 90)

    assert unread(b"data:application/x-7z-compressed;base64," + archive) is Unread.UNKNOWN_FORMAT


def test_message_of_pgp_is_encrypted():
    """
    Text that nobody can read is not text.
    """
    assert unread(b"Dag\n-----BEGIN PGP MESSAGE-----\n\nhQEMA\n") is Unread.ENCRYPTED


def test_too_much_text_is_too_large():
    """
    The limit is on what is read.
    """
    assert unread(b"Jan " * 100, characters=99) is Unread.TOO_LARGE
