"""
From what a document says to texts for a detector, and back from a finding to its place.
"""

from dataclasses import replace
from time import process_time

from hypothesis import given
from hypothesis import strategies as st

from policy.documents.interface import Contents, Format, Part, Piece, Place
from policy.documents.judging import joined_texts, label_findings, located
from policy.documents.spots import spots
from policy.finding import Finding, Kind
from policy.sensitivity import LabelLevels, Level


def contents(*pieces, labels=()):
    return Contents(format=Format.DOCX, pieces=pieces, labels=labels)


def cell(text, row, column, sheet=1, part=Part.TABLE):
    return Piece(text, Place(part=part, sheet=sheet, row=row, column=column))


def body(text, page=0):
    return Piece(text, Place(part=Part.BODY, page=page))


def finding(text, word, part=0):
    start = text.index(word)
    return Finding(
        kind=Kind.PERSON, part=part, start=start, end=start + len(word), score=1, detector="test"
    )


def test_paragraphs_of_a_part_are_read_as_one():
    """
    A name in one paragraph and a debt in the next belong together; a footer stands apart.
    """
    footer = Piece("Pagina 1", Place(part=Part.FOOTER))

    texts = joined_texts(contents(body("Beste Jan"), body("je schulden"), footer))

    assert [t.text for t in texts] == ["Beste Jan\nje schulden", "Pagina 1"]


def test_cells_stand_under_their_heading():
    """
    A row is a line, and an empty cell keeps its place.
    """
    (text,) = joined_texts(
        contents(
            cell("naam", 1, 1), cell("klas", 1, 2), cell("stamnr", 1, 4),
            cell("An", 2, 1), cell("123", 2, 4),
            cell("3B", 3, 2),
        )
    )  # fmt: skip

    assert text.text == "naam\tklas\tstamnr\nAn\t\t123\n\t3B"


def test_line_breaks_in_a_cell_do_not_break_its_row():
    """
    Lengths stay, so that the map holds.
    """
    (text,) = joined_texts(contents(cell("Kerkstraat 1\n3070", 1, 1), cell("An", 1, 2)))

    assert text.text == "Kerkstraat 1 3070\tAn"


def test_a_sparse_sheet_costs_what_its_cells_cost():
    """
    Ten thousand cells on a diagonal are not fifty million tabs.
    """
    (text,) = joined_texts(contents(*(cell("x", n, n) for n in range(1, 10_001))))

    assert len(text.text) < 100_000


def costs(rows):
    """Seconds of processor time for a list with a finding in each row."""
    (text,) = texts = joined_texts(
        contents(
            *(cell("An Peeters" if c == 1 else "x", r, c) for r in range(rows) for c in (1, 2))
        )
    )
    found = [
        replace(finding(text.text, "An Peeters"), start=at, end=at + 10) for at in text.starts[::2]
    ]
    began = process_time()
    assert len(located(texts, found)) == len(spots(texts, found)) == rows
    return process_time() - began


def test_a_list_of_residents_costs_what_its_rows_cost():
    """
    Eight times as many rows with somebody in each are not sixty-four times the work.
    """
    few = min(costs(2_000) for _ in range(3))

    assert min(costs(16_000) for _ in range(2)) < 40 * few


def test_a_finding_knows_its_cell():
    """
    Sheet, row and column of each cell that it touches.
    """
    texts = joined_texts(contents(cell("An", 1, 1), cell("Peeters", 1, 2), cell("x", 2, 1)))

    (found,) = located(texts, [finding(texts[0].text, "An\tPeeters")])

    assert [(p.sheet, p.row, p.column) for p in found.places] == [(1, 1, 1), (1, 1, 2)]


def test_a_finding_knows_its_page():
    """
    Also in the second text.
    """
    texts = joined_texts(contents(body("Niets", page=1), body("Jan", page=2)))

    (found,) = located(texts, [finding(texts[1].text, "Jan", part=1)])

    assert [p.page for p in found.places] == [2]


@given(
    st.lists(
        st.builds(
            Piece,
            st.text("ab\n\tc", min_size=1, max_size=6),
            st.builds(
                Place,
                part=st.sampled_from([Part.BODY, Part.TABLE, Part.HIDDEN]),
                sheet=st.integers(0, 2),
                row=st.integers(0, 3),
                column=st.integers(0, 3),
            ),
        ),
        max_size=12,
    )
)
def test_every_piece_is_found_where_the_map_says(pieces):
    """
    No piece is lost, and each stands in its text at its own place.
    """
    texts = joined_texts(contents(*pieces))

    mapped = [
        (text.text[at : at + len(piece.text)], piece)
        for text in texts
        for at, piece in zip(text.starts, text.pieces, strict=True)
    ]
    assert [piece for _, piece in mapped] == pieces
    assert all(got.split() == piece.text.split() for got, piece in mapped)
    for text in texts:
        for at, piece in zip(text.starts, text.pieces, strict=True):
            assert piece.place in text.places(at, at + len(piece.text))


def test_only_a_label_that_is_known_as_public_is_harmless():
    """
    One that nobody has decided on stops the document.
    """
    known = LabelLevels({"openbaar": Level.PUBLIC, "intern": Level.INTERNAL})
    guid = "0a1b2c3d-0000-4000-8000-000000000001"

    found = label_findings(contents(labels=(f"{guid} Openbaar", f"{guid} Intern", guid)), known)

    assert [f.finding.kind for f in found] == [Kind.SENSITIVITY_LABEL] * 2


def test_a_repr_quotes_nothing():
    """
    A repr ends up in logs and tracebacks.
    """
    texts = joined_texts(contents(body("Jan Peeters")))

    assert "Peeters" not in repr(texts)
