"""
Whatever bytes come in, contents or a reason come out.
"""

import contextlib
import json
import zlib
from io import BytesIO

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image

from policy.documents.interface import Budget, Contents, Limits, UnreadError
from policy.documents.reading import READERS, contents_of
from policy.documents.sniff import sniff
from tests.policy.documents.build_odf import odt, p
from tests.policy.documents.build_office import docx, paragraph, run
from tests.policy.documents.build_pdf import PdfFile, line
from tests.policy.documents.build_rtf import old_object, rtf
from tests.policy.documents.build_text import zipped

LIMITS = Limits(unpacked_bytes=2_000_000, characters=200_000, members=50)
QUICK = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
MAIL = (
    b"From: =?utf-8?q?Ren=C3=A9e?= <a@b.be>\nTo: c@d.be\nMIME-Version: 1.0\n"
    b"Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/html; charset=utf-8\n"
    b"Content-Transfer-Encoding: quoted-printable\n\n<p>Dag=20Jan\n--x\n"
    b"Content-Type: a/b; name*=utf-8''a%20b\nContent-Transfer-Encoding: base64\n\nYTtiCjE7Mgo=\n"
    b"--x--\n"
)
VALID = {
    "plain": "Beste Renée,\n\ntot dan.\n\ndata:text/csv;base64,YTtiCjE7Mgo=".encode(),
    "markdown": b"---\ntitel: x\n---\n# Dag\n\n[Jan](mailto:a@b.be)\n",
    "csv": 'naam;"a ""b"""\nJan;"x\ny"\nAn;z\n'.encode("cp1252"),
    "tsv": b"naam\tstraat\nJan\tDorp 1\n",
    "html": b"<!DOCTYPE html><p hidden title='x'>Dag &amp; <!-- c --><table><tr><td>a</table>"
    b"<script>a</script><img src='data:text/plain,Jan%20x'>",
    "json": json.dumps({"a": ["Jan", 1.5, None, {"b": '{"c": "d"}'}]}).encode(),
    "xml": b'<?xml version="1.0" encoding="iso-8859-1"?><a b="c"><!--d--><e>Ren\xe9</e><f/></a>',
    "calendar": b"BEGIN:VCALENDAR\r\nSUMMARY;X=y:Dag\r\n  Jan\r\nATTACH;ENCODING=BASE64:YTti\r\n",
    "card": b"BEGIN:VCARD\r\nN:Peeters;Jan;;;\r\nNOTE;ENCODING=QUOTED-PRINTABLE:a=\r\nb=C3=A9\r\n",
    "rtf": rtf(
        rb"Dag {\v x}\u233?\'e9{\*\annotation y}\trowd\intbl a\cell\row{\object{\*\objdata "
        + old_object(b"a;b\n1;2\n").hex().encode()
        + rb"}}{\info{\title z}}{\pict\bin3 abc}"
    ),
    "mail": MAIL,
    "zip": zipped({"a.csv": "a;b\n1;2\n", "b.zip": zipped({"c.txt": "Jan"})}),
    "docx": docx(paragraph(run("Dag Jan"))),
}


def outcome(raw: bytes) -> Contents | UnreadError:
    try:
        return contents_of(raw, LIMITS, lambda _: "Jan")
    except UnreadError as unread:
        return unread


@QUICK
@given(st.binary(max_size=400))
@example(b"")
@example(b"\xff\xfe")
@example(b"\xef\xbb\xbf")
@example(b"PK\x03\x04")
@example(b"PK\x05\x06")
@example(b"{\\rt")
@example(b"<")
@example(b'{"')
@example(b"BEGIN:VCARD")
@example(b"%PDF-")
def test_any_bytes(raw):
    """
    Nothing but `UnreadError` comes out, and its text is the reason.
    """
    result = outcome(raw)

    assert isinstance(result, Contents) or str(result) == result.reason


@QUICK
@given(st.text(alphabet="<>!-/\"'=&#;x1 \n{}[]:,\\rtfu*'@?=%;BEGIN:VCARDFrom: ", max_size=200))
def test_any_text_with_marks(text):
    """
    Marks of every text format in any order.
    """
    outcome(text.encode())


MUTATIONS = st.lists(
    st.tuples(
        st.floats(0, 1), st.sampled_from(["cut", "flip", "copy", "drop"]), st.integers(0, 255)
    ),
    min_size=1,
    max_size=6,
)


def mutated(raw: bytes, mutations: list[tuple[float, str, int]]) -> bytes:
    for share, how, value in mutations:
        at = int(share * len(raw))
        raw = {
            "cut": raw[:at] if value > 200 else raw,
            "flip": raw[:at] + bytes([value]) + raw[at + 1 :],
            "copy": raw[:at] + raw[at : at + value] + raw[at:],
            "drop": raw[:at] + raw[at + value % 16 :],
        }[how]
    return raw


@pytest.mark.parametrize("name", VALID)
def test_valid_files_are_read(name):
    """
    What is mutated below is whole before that.
    """
    assert isinstance(outcome(VALID[name]), Contents) or name == "rtf"  # its picture is none


@pytest.mark.parametrize("name", VALID)
@QUICK
@given(mutations=MUTATIONS)
def test_damaged_files(name, mutations):
    """
    A damaged file is read or refused: by its reader, not by what catches a reader's failure.
    """
    raw = mutated(VALID[name], mutations)
    budget = Budget(limits=LIMITS, read_picture=lambda _: "Jan")

    def nested(inner: bytes, _budget: Budget) -> Contents:
        return contents_of(inner, LIMITS, lambda _: "Jan")

    with contextlib.suppress(UnreadError):
        READERS[sniff(raw)](raw, budget, nested)


def picture() -> bytes:
    target = BytesIO()
    Image.new("RGB", (20, 20), "white").save(target, "PNG")
    return target.getvalue()


def pdf() -> bytes:
    file = PdfFile()
    file.page(line("Dag Jan"))
    return file.raw()


OTHERS = {
    "png": picture(),
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><title>a</title><text>Jan</text></svg>',
    "odt": odt(p("Dag Jan")),
    "pdf": pdf(),
}
"""Formats whose readers have such tests of their own."""


@pytest.mark.parametrize("name", OTHERS)
@QUICK
@given(mutations=MUTATIONS)
def test_damaged_files_of_others(name, mutations):
    """
    Whatever a library makes of a damaged file, one reason comes out.
    """
    outcome(mutated(OTHERS[name], mutations))


@QUICK
@given(mutations=MUTATIONS)
def test_damage_behind_a_checksum(mutations):
    """
    Damage that an archive does not see reaches the readers of its members.
    """
    raw = zipped({"a": mutated(VALID["mail"], mutations), "b": mutated(VALID["rtf"], mutations)})

    assert zlib.crc32(raw)
    outcome(raw)
