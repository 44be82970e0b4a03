"""
Text is read in the characters that it was written in, or not at all.
"""

import codecs

import pytest

from policy.documents.charset import text_of
from policy.documents.interface import Unread, UnreadError

DUTCH = "Renée en Chloë gaan naar het café in Sint-Genesius-Rode, één keer per week.\n"
FRENCH = "L'élève a reçu le numéro; ça coûte 5 € à Noël, où ça ?\n"


@pytest.mark.parametrize(
    "encoded",
    [
        DUTCH.encode(),
        codecs.BOM_UTF8 + DUTCH.encode(),
        codecs.BOM_UTF16_LE + DUTCH.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + DUTCH.encode("utf-16-be"),
        codecs.BOM_UTF32_LE + DUTCH.encode("utf-32-le"),
        codecs.BOM_UTF32_BE + DUTCH.encode("utf-32-be"),
        DUTCH.encode("utf-16-le"),
        DUTCH.encode("utf-16-be"),
        DUTCH.encode("utf-32-le"),
        DUTCH.encode("utf-32-be"),
        DUTCH.encode("cp1252"),
        DUTCH.encode("cp850"),
        DUTCH.encode("mac_roman"),
    ],
)
def test_charset_is_seen(encoded):
    """
    UTF-8, -16 and -32 with and without their mark, Windows, DOS and Macintosh need no declaration.
    """
    assert text_of(encoded) == DUTCH


def test_windows_is_the_first_guess():
    """
    Of the charsets that fit, Windows-1252 is the usual one; its euro sign and quotes are kept.
    """
    assert text_of(FRENCH.encode("cp1252")) == FRENCH


@pytest.mark.parametrize(
    ("declared", "text"),
    [
        ("iso-8859-15", "café à 5 €"),
        ("windows-1250", "Łukasz Wiśniewski"),
        ("koi8-r", "Иван Петров из Кортенберга"),
        ("iso-2022-jp", "山田太郎"),
        ("utf-7", "Renée"),
        ("cp037", "Jan Peeters"),
    ],
)
def test_declared_charset_is_believed_where_utf8_does_not_fit(declared, text):
    """
    A declaration tells what no guess can.
    """
    assert text_of(text.encode(declared), declared) == text


@pytest.mark.parametrize("declared", ["iso-8859-1", "us-ascii", "latin1", "utf-16", "nonsense"])
def test_declaration_that_lies_is_not_believed(declared):
    """
    Bytes that are UTF-8 are UTF-8, whatever is said of them.
    """
    assert text_of(DUTCH.encode(), declared) == DUTCH


def test_latin_1_means_windows_1252():
    """
    Everybody reads it so; the euro sign is not a control character.
    """
    assert text_of("5 €".encode("cp1252"), "iso-8859-1") == "5 €"


@pytest.mark.parametrize("declared", ["unicode_escape", "punycode", "idna", "hex", "rot13", "zlib"])
def test_codecs_that_only_python_has_are_no_charsets(declared):
    """
    A document cannot make us unpack or rewrite it by naming a codec.
    """
    assert text_of(b"Jan \\u0050eeters", declared) == "Jan \\u0050eeters"


def test_colours_of_a_log_are_text():
    """
    Terminals' colours do not make a log unreadable, and a DOS end of file ends it.
    """
    assert text_of(b"\x1b[31mfout\x1b[0m\r\n\x1a") == "\x1b[31mfout\x1b[0m\r\n"


@pytest.mark.parametrize(
    "raw",
    [
        b"Jan\x00Peeters and more",
        b"\x01\x02\x03\x04",
        b"\xff\xfeJ\x00\x00\xd8",
        "Иван Петров".encode("koi8-r"),
        "γειά σου".encode("cp1253"),
        bytes(range(256)),
        b"\x1b$B;3ED\x1b(B",
        b"\0,\0" + DUTCH.encode("ascii", "ignore"),
    ],
    ids=[
        *("nul", "controls", "half a pair", "Russian", "Greek", "all bytes", "escapes"),
        "letters of one byte behind zeros",
    ],
)
def test_what_is_no_text_is_refused(raw):
    """
    Bytes that would come out as rubbish are not passed on as text.
    """
    with pytest.raises(UnreadError) as caught:
        text_of(raw)

    assert caught.value.reason is Unread.BROKEN


def test_a_mark_that_lies_hides_nothing():
    """
    Letters of one byte behind the mark of two would be Chinese to whoever believes it.
    """
    plain = DUTCH.encode("ascii", "ignore")

    assert "Sint-Genesius-Rode" in text_of(codecs.BOM_UTF16_LE + plain[: len(plain) // 2 * 2])
