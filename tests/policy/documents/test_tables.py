"""
Every cell of a table is a piece with its row and column.
"""

import pytest

from policy.documents.interface import Format, Part, Place, Unread
from tests.policy.documents.build_text import places, read, told, unread


def cell(row: int, column: int) -> Place:
    return Place(part=Part.TABLE, row=row, column=column)


@pytest.mark.parametrize("delimiter", [";", ",", "|", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_cells(delimiter, end):
    """
    Delimiters and ends of lines are found out.
    """
    rows = [["naam", "straat"], ["Jan", "Dorp 1"], ["An", "Dorp 2"]]

    contents = read(end.join(delimiter.join(row) for row in rows).encode())

    assert contents.format is (Format.TSV if delimiter == "\t" else Format.CSV)
    assert [(one.text, one.place) for one in contents.pieces] == [
        (text, cell(row, column))
        for row, texts in enumerate(rows, 1)
        for column, text in enumerate(texts, 1)
    ]


def test_quoted_cells():
    """
    Quotes hold delimiters, lines and quotes together (RFC 4180).
    """
    contents = read(b'naam;opmerking\nJan;"eerste; regel\ntweede ""regel"""\nAn; "x"\n')

    assert places(contents, 'eerste; regel\ntweede "regel"') == [cell(2, 2)]
    assert places(contents, "An") == [cell(3, 1)]
    assert told(contents)[-1] == "x"


def test_empty_cells_and_lines_count():
    """
    What stands in row four stands in row four.
    """
    contents = read(b"a;b;c\n;;x\n\n;y;\n")

    assert places(contents, "x") == [cell(2, 3)]
    assert places(contents, "y") == [cell(4, 2)]


def test_separator_line_of_excel():
    """
    `sep=` names the delimiter.
    """
    contents = read(b"sep=^\nnaam^straat\nJan^Dorp 1\n")

    assert places(contents, "Dorp 1") == [cell(3, 2)]


@pytest.mark.parametrize("sign", "3e. -@")
def test_separator_line_takes_no_sign_out_of_values(sign):
    """
    A number without its digit and a name without its letter would be nobody's.
    """
    raw = f"sep={sign}\nnaam;rrn;mail\nJan Peeters;85.07.30-033.28;jan@dorp.be\n".encode()

    texts = "\t".join(told(read(raw)))

    assert "Jan Peeters" in texts
    assert "85.07.30-033.28" in texts
    assert "jan@dorp.be" in texts


def test_quote_that_never_closes_loses_nothing():
    """
    A stray quote is a character.
    """
    contents = read(b'naam;maat\nJan;12"\nAn;"15\nPiet;9\n')

    assert places(contents, "Jan") == [cell(2, 1)]
    assert "Piet" in " ".join(told(contents))
    assert "15" in " ".join(told(contents))


def test_totals_and_titles_may_have_fewer_cells():
    """
    One row in ten may differ from the rest.
    """
    rows = "".join(f"{number};Dorp {number}\n" for number in range(30))

    contents = read(f"nr;straat\n{rows}totaal\n".encode())

    assert contents.format is Format.CSV
    assert places(contents, "totaal") == [cell(32, 1)]


def test_huge_cell():
    """
    A cell has no length that is too long for it alone.
    """
    contents = read(b"naam;tekst\nJan;" + b"woord " * 100_000 + b"\n")

    assert len(told(contents)[-1]) == 600_000


def test_accents_in_windows_charset():
    """
    Excel saves CSV in the charset of the machine.
    """
    contents = read("naam;straat\nRenée;Dorp 1\n".encode("cp1252"))

    assert places(contents, "Renée") == [cell(2, 1)]


def test_more_cells_than_are_read(cpu_seconds):
    """
    Two million cells are refused before they take seconds.
    """
    with cpu_seconds(4):
        assert unread(b"a,b\n" * 1_000_000) is Unread.TOO_LARGE


def test_five_thousand_rows_are_fast(cpu_seconds):
    """
    A table of 5,000 rows takes no more than a workbook may.
    """
    raw = (
        b"nr;naam;straat;gemeente;rijksregisternummer;tel;mail;datum;bedrag;opmerking\n"
        + (b"1;Jan Peeters;Dorpsstraat 12;Kortenberg;85.07.30-033.28;0475 12 34 56;j@x;mei;5;ok\n")
        * 5_000
    )

    with cpu_seconds(0.3):
        assert len(read(raw).pieces) == 50_010
