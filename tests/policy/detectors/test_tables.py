"""
Cells under headings and values behind labels, as positions.
"""

import pytest

from policy.detectors.families import Window
from policy.detectors.tables import cells_of, fields_of, lines_at, table_at


def texts(text, cells):
    return [text[cell.start : cell.end] for cell in cells]


@pytest.mark.parametrize(
    ("mark", "line", "cells"),
    [
        ("|", "| a | b |", ["", "a", "b", ""]),
        (";", "a;;b", ["a", "", "b"]),
        (",", '1,"Peeters, Jan",x', ["1", "Peeters, Jan", "x"]),
        ("\t", "a\tb c", ["a", "b c"]),
        (",", 'open "aanhaling, x', ['open "aanhaling', "x"]),
    ],
)
def test_cells_stand_between_marks_without_quotes(mark, line, cells):
    """
    A quoted cell may hold the mark; an empty one keeps its place.
    """
    assert [c.strip('"') for c in texts(line, cells_of(line, 0, len(line), mark))] == [
        c.strip('"') for c in cells
    ]


def test_table_ends_where_its_marks_end():
    """
    The ruler below the headings is no row, and neither is the question below the table.
    """
    text = "| Naam | Stamnr |\n|---|---|\n| Jan | 12 |\n\n| x | y |"

    table = table_at(text, 0, text.index("\n"))

    assert table.headings == ["", "naam", "stamnr", ""]
    assert [texts(text, row) for row in table.rows] == [["", "Jan", "12", ""]]


@pytest.mark.parametrize("text", ["geen tabel\nen verder", "naam;klas", "a" * 60 + ";b\nc;d"])
def test_sentences_and_lonely_lines_are_no_table(text):
    """
    Headings are short, and something follows them.
    """
    assert table_at(text, 0, text.find("\n") if "\n" in text else len(text)) is None


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("geboortedatum ..... 1-2-1980", [("geboortedatum", "1-2-1980")]),
        ("Stamnr.: 1187   Klas: 5C", [("stamnr", "1187"), ("klas", "5C")]),
        ("| Paspoort | AB123456 |", [("paspoort", "AB123456")]),
        ("- **Kaart**: 12", [("kaart", "12")]),
    ],
)
def test_form_lines_are_labels_and_values(line, fields):
    """
    With dots, colons, cells or stars.
    """
    found = [(label, line[c.start : c.end]) for label, c in fields_of(line, 0, len(line))]

    assert [field for field in found if field in fields] == fields


def test_each_line_is_read_once():
    """
    However many windows touch it.
    """
    text = "een\ntwee\ndrie"

    assert list(lines_at(text, (Window(0, 2), Window(1, 5)))) == [(0, 3), (4, 8)]
