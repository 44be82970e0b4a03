"""
Strings in PDF objects: found wherever they stand, and read as what they are.
"""

import pytest

from policy.documents.pdf_strings import dictionaries_in, text_of_string
from policy.documents.pdf_text import agrees, is_strange, joined
from policy.documents.signature_names import names_in_signature


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"Jan", "Jan"),
        (b"\xe9\xe8n \x80 \x93", "éèn • ﬁ"),
        ("reçu".encode(), "reçu"),
        (b"\xfe\xff" + "Zoë".encode("utf-16-be"), "Zoë"),
        (b"\xff\xfe" + "Zoë".encode("utf-16-le"), "Zoë"),
        (b"\xef\xbb\xbf" + "Zoë".encode(), "Zoë"),
        (b"\xfe\xff\0\x1b\0n\0l\0\x1b\0J\0a\0n", "Jan"),
    ],
)
def test_text_strings(raw, text):
    """
    PDFDocEncoding, UTF-8 and UTF-16 with and without their marks, and marks of language.
    """
    assert text_of_string(raw) == text


def test_strings_have_the_key_and_the_dictionary_that_they_stand_under():
    """
    In dictionaries in dictionaries, in arrays, behind names and numbers, escaped or not.
    """
    written = (
        rb"<< /Type /Annot /F 4 /NM (een) /A << /S /URI /URI (mailto:a\(b\)\\) >> /Opt [ (x) [ (y) "
        rb"<7A> ] /Naam 3 0 R ] /T <FEFF0041> /K << /Deep << /Er (\101\n\
gens) >> >> >>"
    )

    found = {
        (entries.under, key): raw
        for entries in dictionaries_in(written)
        for key, raw in entries.strings
    }
    kinds = [entries.names.get("Type") for entries in dictionaries_in(written)]

    assert found == {
        ("", "NM"): b"een",
        ("A", "URI"): rb"mailto:a(b)\ "[:-1],
        ("", "Opt"): b"z",
        ("", "T"): b"\xfe\xff\0A",
        ("Deep", "Er"): b"A\ngens",
    }
    assert kinds == [None, None, "Annot"]


def test_strings_that_stand_alone_are_found():
    """
    An array or a string that is an object of its own.
    """
    texts = [raw for one in (b"[ (a) << /B (b) >> ]", b"(c)") for entries in dictionaries_in(one)
             for _, raw in entries.strings]  # fmt: skip

    assert sorted(texts) == [b"a", b"b", b"c"]


def test_who_signed_is_found_in_der():
    """
    Strings of each kind and length, in and out of order, also where the form is damaged.
    """
    long = "Gemeente Kortenberg, dienst burgerzaken, loket 4 " * 3
    signature = (
        b"\x30\x82\x01\x00\x06\x03\x55\x04\x03\x0c\x0bJan Peeters\x13\x02BE"
         b"\x0c\x81" + bytes([len(long)]) + long.encode()
        + b"\x1e\x06" + "Zoë".encode("utf-16-be") + b"\x0c\x02\xff\xff\x0c\x7fkort"
    )  # fmt: skip

    assert names_in_signature(signature) == ["Jan Peeters", "BE", long, "Zoë"]


@pytest.mark.parametrize(
    ("told", "text"),
    [
        ("rijks\ufffe\r\nregister", "rijksregister"),
        ("85.07.30-\r\n033.28", "85.07.30-033.28"),
        ("OMV/\r\n2026", "OMV/\n2026"),
        ("a\x02b\xad c", "ab c"),
    ],
)
def test_what_a_line_broke_is_joined(told, text):
    """
    Words and numbers, and no more than these.
    """
    assert joined(told) == text


def test_languages_are_told_from_letters():
    """
    Running text in four languages is known; names alone, or other letters, are not.
    """
    known = (
        "de gemeente heeft het verslag van de vergadering naar de ouders gestuurd " * 5,
        "la commune a envoyé le rapport de la réunion aux parents des élèves " * 5,
        "the town has sent the report of the meeting to the parents by mail " * 5,
    )

    assert not any(map(is_strange, known))
    assert is_strange(
        known[0].translate(str.maketrans("abcdefghijklmnoprstuvw", "xzyabcdefghijklmnoprst"))
    )
    assert not is_strange("Peeters Janssens")


def test_agreement():
    """
    Half of the longer words that were read must have been told.
    """
    assert agrees("verslag van de vergadering", "Verslag vergadering onleesb")
    assert not agrees("lorem ipsum", "verslag van de vergadering")
    assert not agrees("lorem ipsum", "")
