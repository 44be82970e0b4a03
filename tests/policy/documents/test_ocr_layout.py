"""
Words that were read off a picture come together as people read them.
"""

import pytest

from policy.documents.line_ends import mended
from policy.documents.ocr_layout import text_of
from policy.documents.ocr_words import Word

HEIGHT = 12
LETTER = 8


def words(text: str, left: int, top: int, line: tuple[int, ...]) -> list[Word]:
    """A line of words, each letter as wide as all others."""
    found = []
    for word in text.split():
        right = left + LETTER * len(word)
        found.append(Word(word, 95.0, line, (left, top, right, top + HEIGHT)))
        left = right + LETTER // 2
    return found


def column(*texts: str, left: int, block: int, top: int = 0) -> list[Word]:
    """Lines below each other, one block."""
    return [
        word
        for number, text in enumerate(texts)
        for word in words(text, left, top + 20 * number, (0, block, 0, number))
    ]


def test_columns_of_a_table_are_told_row_by_row():
    """
    Who somebody is stands beside the date, and what the date is above it.
    """
    table = (
        *column("Naam", "Jan Peeters", "Els Claes", left=0, block=1),
        *column("Geboren", "12/03/1985", "04/08/1990", left=150, block=2),
        *column("Gsm", "0475 12 34 56", "0478 11 22 33", left=300, block=3),
    )

    assert text_of(table).split("\n") == [
        "Naam\tGeboren\tGsm",
        "Jan Peeters\t12/03/1985\t0475 12 34 56",
        "Els Claes\t04/08/1990\t0478 11 22 33",
    ]


def test_an_empty_cell_keeps_the_others_in_their_columns():
    """
    Else a value would stand under the heading beside its own.
    """
    table = (
        *column("Naam", "Jan", left=0, block=1),
        *column("Geboren", left=150, block=2),
        *column("Gsm", "0475 12 34 56", left=300, block=3),
    )

    assert text_of(table) == "Naam\tGeboren\tGsm\nJan\t\t0475 12 34 56"


def test_rows_that_were_read_as_lines_are_cut_in_cells():
    """
    A wide space is a border that nobody drew.
    """
    lines = (
        *words("Naam", 0, 0, (0, 1, 0, 1)),
        *words("Gsm", 150, 0, (0, 1, 0, 1)),
        *words("Jan", 0, 20, (0, 1, 0, 2)),
        *words("0475", 150, 20, (0, 1, 0, 2)),
    )

    assert text_of(lines) == "Naam\tGsm\nJan\t0475"


def test_columns_of_prose_stay_columns():
    """
    Sentences beside each other are read one column after the other.
    """
    prose = "de raad keurt het verslag van de vorige vergadering goed"
    text = (*column(prose, prose, left=0, block=1), *column(prose, prose, left=700, block=2))

    assert text_of(text) == f"{prose}\n{prose}\n\n{prose}\n{prose}"


def test_a_label_and_the_value_under_it_stand_together():
    """
    In a form they are blocks of their own, close to each other.
    """
    form = (
        *column("Geboortedatum", left=0, block=1),
        *column("13/06/1958", left=6, block=2, top=20),
        *column("Gsm", left=0, block=3, top=80),
    )

    assert text_of(form) == "Geboortedatum\n13/06/1958\n\nGsm"


def test_specks_do_not_part_the_rows():
    """
    What was read off a border is lower than any letter.
    """
    table = (
        *column("Naam", "Jan", left=0, block=1),
        *column("Gsm", "0475", left=150, block=2),
        Word("7", 80.0, (0, 9, 0, 0), (80, 15, 83, 16)),
    )

    assert text_of(table) == "Naam\tGsm\nJan\t0475"


def test_nothing_is_nothing():
    """
    A picture without words says nothing.
    """
    assert text_of(()) == ""


@pytest.mark.parametrize(
    ("laid_out", "meant"),
    [
        ("85.07.30-\n033.28", "85.07.30-033.28"),
        ("in de Stationsplein\n79, 3078 Meerbeek", "in de Stationsplein 79, 3078 Meerbeek"),
        ("Dorpsstraat\n7 bus 3, 3070 Kortenberg", "Dorpsstraat 7 bus 3, 3070 Kortenberg"),
        ("het verslag\n12 leden", "het verslag\n12 leden"),
        ("Totaal\n2026, 3000 Euro", "Totaal\n2026, 3000 Euro"),
    ],
)
def test_what_the_end_of_a_line_broke_is_mended(laid_out, meant):
    """
    Numbers and addresses, where their form leaves no doubt.
    """
    assert mended(laid_out) == meant
