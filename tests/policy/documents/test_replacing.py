"""
Placeholders in documents themselves: no character of a finding stays, every other one does.
"""

from io import BytesIO
from zipfile import ZipFile

import pytest

from policy.documents.interface import Contents, Format, Part, Piece, Place
from policy.documents.judging import joined_texts
from policy.documents.replacing import CannotReplaceError, lines_to_change
from policy.documents.replacing_office import replaced_in_office_file
from policy.documents.replacing_text import replaced_in_table, replaced_in_text
from policy.documents.spots import spots
from policy.finding import Finding, Kind
from policy.redaction import Vault
from tests.policy.documents.build_office import docx, paragraph, run
from tests.policy.documents.build_sheets import cell, row, sheet, strings, xlsx

BODY = Place(part=Part.BODY)


def found(kind, start, end, part=0):
    return Finding(kind=kind, part=part, start=start, end=end, score=0.9, detector="x")


def spots_in(pieces, *findings):
    contents = Contents(format=Format.PLAIN, pieces=tuple(pieces))
    return spots(joined_texts(contents), findings)


def test_value_over_two_pieces_is_in_both():
    """
    Each with positions of its own.
    """
    pieces = [Piece("dag Jan", BODY), Piece("Peeters zei", BODY)]

    told = spots_in(pieces, found(Kind.PERSON, 4, 15))

    assert [(spot.start, spot.end) for spot in told] == [(4, 7), (0, 7)]
    assert {spot.whole for spot in told} == {"Jan\nPeeters"}


def test_same_value_gets_one_placeholder_and_overlaps_get_one():
    """
    Also over the end of a line, where each line has it.
    """
    pieces = [Piece("Jan belt Jan\nPeeters, jan@x.be", BODY)]
    findings = (
        found(Kind.PERSON, 9, 20),
        found(Kind.PERSON, 0, 3),
        found(Kind.PERSON, 22, 25),
        found(Kind.EMAIL, 22, 30),
    )
    lines = lines_to_change(spots_in(pieces, *findings), Vault())

    written = replaced_in_text(b"Jan belt Jan\r\nPeeters, jan@x.be\r\n", lines)

    assert written == b"<PERSOON_1> belt <PERSOON_2>\r\n<PERSOON_2>, <EMAIL_1>\r\n"


@pytest.mark.parametrize("replaced", [replaced_in_text, replaced_in_table])
def test_line_that_is_nowhere_is_refused(replaced):
    """
    What the reader read is not what stands there, so it cannot be replaced there.
    """
    lines = lines_to_change(spots_in([Piece("Jan", BODY)], found(Kind.PERSON, 0, 3)), Vault())

    with pytest.raises(CannotReplaceError):
        replaced(b"J-a-n;1\nx;2\n", lines)


def test_only_the_cells_that_change_are_rewritten():
    """
    Quotes, doubled quotes and spaces stay.
    """
    cell = Place(part=Part.TABLE, row=1, column=2)
    lines = lines_to_change(spots_in([Piece('"Jan", x', cell)], found(Kind.PERSON, 1, 4)), Vault())

    written = replaced_in_table(b' "a""b" ;"""Jan"", x"; c\r\nx;y;z', lines)

    assert written == b' "a""b" ;"""<PERSOON_1>"", x"; c\r\nx;y;z'


def test_cells_with_escapes_keep_them():
    """
    Only the name makes way, in shared strings and in cells, in the middle and at the end.
    """
    lines = "a_x005F_x000D_b_x000d_\nBel Jan_x000D_\nx"
    pieces = [Piece("Bel Jan\r", Place(part=Part.TABLE, row=1, column=1))]
    raw = xlsx(
        sheet(row(1, cell("A1", "0", "s"), cell("B1", lines, "str"))),
        shared=strings(f"<t>{lines}</t>", "<r><t>Bel </t></r><r><t>Jan_x000D_</t></r>"),
    )

    copy = replaced_in_office_file(
        raw, lines_to_change(spots_in(pieces, found(Kind.PERSON, 4, 7)), Vault())
    )

    with ZipFile(BytesIO(raw)) as old, ZipFile(BytesIO(copy)) as new:
        for name in old.namelist():
            expected = old.read(name).replace(b"Jan_", b"&lt;PERSOON_1&gt;_")
            assert new.read(name) == expected


def test_what_looks_like_an_escape_in_word_is_text():
    """
    Word shows it as it stands, so that is how it is read and replaced.
    """
    raw = docx(paragraph(run("_x000D_Jan")))
    pieces = [Piece("_x000D_Jan", BODY)]

    copy = replaced_in_office_file(
        raw, lines_to_change(spots_in(pieces, found(Kind.PERSON, 7, 10)), Vault())
    )

    with ZipFile(BytesIO(copy)) as new:
        assert b">_x000D_&lt;PERSOON_1&gt;<" in new.read("word/document.xml")
