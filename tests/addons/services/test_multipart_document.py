"""
Fields of a multipart form change where they stand; a form that parsers read differently is refused.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addons.services.interface import UnreadableError
from addons.services.multipart_document import MAX_BYTES, MAX_FIELDS, MultipartDocument

TYPE = "multipart/form-data; boundary=grens"


def form(*parts, end=b"--grens--\r\n"):
    return b"".join(b"--grens\r\n" + part + b"\r\n" for part in parts) + end


def field(name, value, *headers):
    head = [f'Content-Disposition: form-data; name="{name}"', *headers]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + value.encode()


def values(document):
    return [(t.pointer, t.text) for t in document.texts if not t.is_key]


def test_fields_are_read():
    """
    Values are UTF-8, and may hold line ends.
    """
    body = form(
        field("vraag", "Dag\r\nMieke é"), field("data", "{}", "content-type: application/json")
    )

    document = MultipartDocument.parse(body, 'Multipart/Form-Data; boundary="grens"')

    assert values(document) == [("/vraag", "Dag\r\nMieke é"), ("/data", "{}")]


@given(st.text(st.characters(codec="utf-8")), st.text(st.characters(codec="utf-8")))
def test_only_what_is_replaced_changes(old, new):
    """
    The new value is read again; the same value gives the same bytes.
    """
    body = form(field("a", old), field("b", "blijft"))
    document = MultipartDocument.parse(body, TYPE)

    assert document.replaced({1: old}) == body
    assert document.replaced({1: new}) == form(field("a", new), field("b", "blijft"))


@pytest.mark.parametrize("index", [0, 1], ids=["a name", "a text with the boundary"])
def test_what_cannot_stand_here_is_not_written(index):
    """
    A boundary in a value would begin a part of its own.
    """
    document = MultipartDocument.parse(form(field("a", "x")), TYPE)

    with pytest.raises(UnreadableError, match=r"^not-writable$"):
        document.replaced({index: "x\r\n--grens\r\n"})


@pytest.mark.parametrize(
    ("head", "names"),
    [
        (b'name="f"; filename="klas 3B.txt"', ["klas 3B.txt"]),
        (b'name="f"; filename="jan%20p.txt"', ["jan%20p.txt", "jan p.txt"]),
        (b"name=\"f\"; filename*=UTF-8''jan%20p.txt", ["jan%20p.txt", "jan p.txt"]),
        (b'name="f"; filename="n"; filename*=utf-8\'\'m', ["n", "m"]),
        (b'name="f"\r\nContent-Type: image/png', []),
    ],
)
def test_a_file_is_told_apart_with_its_names(head, names):
    """
    Its bytes are a document's; each name that a program may read is a text.
    """
    document = MultipartDocument.parse(
        form(b"Content-Disposition: form-data; " + head + b"\r\n\r\n\x00\xff\r\n"), TYPE
    )

    assert document.files == (b"\x00\xff\r\n",)
    assert [t.text for t in document.texts if not t.is_key] == names


def test_a_file_stays_when_a_field_is_written():
    """
    Byte for byte; its name cannot be replaced at all.
    """
    file = b'Content-Disposition: form-data; name="f"; filename="n"\r\n\r\n\x00\xff'
    document = MultipartDocument.parse(form(field("a", "x"), file), TYPE)
    texts = [t.text for t in document.texts]

    written = document.replaced({texts.index("x"): "yy"})

    assert written == form(field("a", "yy"), file)
    with pytest.raises(UnreadableError, match=r"^not-writable$"):
        document.replaced({texts.index("n"): "m"})


def test_a_file_field_that_was_left_alone_is_no_file():
    """
    Browsers send every file input, also an empty one.
    """
    empty = (
        b'Content-Disposition: form-data; name="f"; filename=""\r\n'
        b"Content-Type: application/octet-stream\r\n\r\n"
    )

    document = MultipartDocument.parse(form(empty), TYPE)

    assert (values(document), document.files) == ([], ())


def test_files_are_replaced_where_they_stand():
    """
    Every other byte stays, also of the fields around them; an empty file is none.
    """
    head = b'Content-Disposition: form-data; name="f"; filename="a.txt"\r\n\r\n'
    body = form(field("voor", "x"), head + b"een", head, head + b"twee", field("na", "y"))
    document = MultipartDocument.parse(body, TYPE)

    changed = document.with_files([b"een", b"iets langers"])

    assert document.with_files(document.files) == body
    assert changed == body.replace(b"twee", b"iets langers")
    for files in ([b"een"], [b"een", b"twee", b"drie"], [b"een", b"x--grens"]):
        with pytest.raises(UnreadableError):
            document.with_files(files)


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (form(field("f", "x", "Content-Transfer-Encoding: base64")), "not-multipart"),
        (form(field("f", "x", "Content-Type: text/plain; charset=utf-16")), "not-multipart"),
        (form(field("f", "x", " folded")), "not-multipart"),
        (form(field("f", "x", 'Content-Disposition: form-data; name="g"')), "not-multipart"),
        (form(b"no headers"), "not-multipart"),
        (form(field("f", "voor --grens na")), "not-multipart"),
        (b"vooraf\r\n" + form(field("f", "x")), "not-multipart"),
        (form(field("f", "x"), end=b"--grens--\r\nachteraf"), "not-multipart"),
        (form(field("f", "x"), end=b""), "not-multipart"),
        (form(field("f", "x")).replace(b"\r\n", b"\n"), "not-multipart"),
        (form(), "not-multipart"),
        (b"", "not-multipart"),
        (form(b'Content-Disposition: form-data; name="f"\r\n\r\n\xff'), "not-utf8"),
        (form(*[field("f", "x")] * MAX_FIELDS), "too-large"),
        (b"x" * (MAX_BYTES + 1), "too-large"),
        (form(b"a: " + b"x" * 5000 + b"\r\n\r\nx"), "not-multipart"),
        (form(b'Content-Disposition: form-data; filename="n.txt"\r\n\r\nx'), "not-multipart"),
        (form(b'Content-Disposition: form-data; name="f"; filename="a\rb"\r\n\r\nx'),
         "not-multipart"),
        (form(b"Content-Disposition: form-data; name=\"f\"; filename*=utf-7''n\r\n\r\nx"),
         "not-multipart"),
    ],
    ids=[
        "transfer encoding", "charset", "folded header",
        "header twice", "no headers", "boundary inside", "preamble", "epilogue", "no end",
        "bare line feeds", "no parts", "empty", "not utf8", "many fields", "long",
        "long head", "no name", "control character", "other charset of a name",
    ],
)  # fmt: skip
def test_odd_forms_are_unreadable(body, word):
    """
    Where parsers differ, the service may see what we do not.
    """
    with pytest.raises(UnreadableError, match=rf"^{word}$") as caught:
        MultipartDocument.parse(body, TYPE)

    assert caught.value.__context__ is None


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "multipart/form-data",
        "multipart/mixed; boundary=grens",
        "multipart/form-data; boundary=grens; boundary=x",
        "multipart/form-data; boundary=" + "x" * 71,
        "multipart/form-data; boundary=grëns",
    ],
)
def test_a_boundary_must_be_plain(content_type):
    """
    Two boundaries are two ways to read the form.
    """
    with pytest.raises(UnreadableError, match=r"^not-multipart$"):
        MultipartDocument.parse(form(field("a", "x")), content_type)


def test_a_repr_quotes_nothing():
    """
    A repr ends up in logs and tracebacks.
    """
    assert "Mieke" not in repr(MultipartDocument.parse(form(field("Mieke", "Mieke")), TYPE))


RELATED = "multipart/related; boundary=grens"
ABOUT = b'Content-Type: application/json; charset=UTF-8\r\n\r\n{"file": {"displayName": "nota"}}'


def test_a_file_comes_with_what_is_told_of_it():
    """
    JSON is read as text; whatever else is there is a file, whatever its type.
    """
    body = form(ABOUT, b"content-type: text/plain\r\n\r\nDag", b"MIME-Version: 1.0\r\n\r\n\x00\xff")

    document = MultipartDocument.parse(body, RELATED)

    assert values(document) == [("/about", '{"file": {"displayName": "nota"}}')]
    assert document.files == (b"Dag", b"\x00\xff")


@pytest.mark.parametrize(
    "part",
    [
        b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\nRGFn",
        b"Content-Type: application/json; charset=utf-16\r\n\r\n{}",
        b"Content-Type: text/plain\r\nContent-Encoding: gzip\r\n\r\nx",
        b"Content-Type: text/plain\r\nContent-Location: x\r\n\r\nx",
        b"no headers",
    ],
)
def test_what_servers_may_read_otherwise_is_unreadable(part):
    """
    An encoding above all: then we would judge another file than the service.
    """
    with pytest.raises(UnreadableError, match=r"^not-multipart$"):
        MultipartDocument.parse(form(ABOUT, part), RELATED)
