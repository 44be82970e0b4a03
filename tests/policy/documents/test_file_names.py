"""
A name of a file is judged as people mean it.
"""

import pytest

from policy.documents.file_names import readings_of_name


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("klas_3B_Jan-Peeters.xlsx", "klas 3B Jan Peeters xlsx"),
        ("verslag__Jan+Peeters.docx", "verslag  Jan Peeters docx"),
        ("nota 2026.pdf", "nota 2026 pdf"),
    ],
)
def test_marks_are_read_as_spaces_too(name, meant):
    """
    Beside the name as it stands, and every character keeps its place.
    """
    assert readings_of_name(name) == (name, meant)
    assert len(meant) == len(name)


@pytest.mark.parametrize("text", ["nota", "a_b" * 200, ""])
def test_all_else_is_read_once(text):
    """
    What has no marks, and what is too long for a name.
    """
    assert readings_of_name(text) == (text,)
