"""
Google's resumable uploads, step by step, for Gemini's page and the Gemini API.
"""

import pytest

from addons.services.gemini import Gemini
from addons.services.google_api import GOOGLE
from addons.services.interface import (
    Grant,
    UnreadableError,
    UploadAct,
    WireRequest,
    WireResponse,
)
from tests.addons.services.examples import NOTICE

HOST = "push.clients6.google.com"
A_FILE = b'{"x": "data:application/pdf;base64,JVBERi0xLjc="}'
CODECS = [Gemini(), GOOGLE]
each = pytest.mark.parametrize("codec", CODECS, ids=["page", "api"])


def upload(command="", body=b"", path="/upload/?upload_id=A1", **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    if command:
        named["x-goog-upload-command"] = command
    return WireRequest(method="POST", host=HOST, path=path, headers=named, body=body)


def texts(step):
    return [part.text for part in step.parts]


@each
def test_a_start_tells_the_name_and_the_size(codec):
    """
    As a line, or as JSON; escaped names also as they are meant.
    """
    line = upload(
        "start",
        b"File name: klas 3B%20Jan.pdf",
        "/upload/",
        x_goog_upload_header_content_length="12",
    )
    json = upload("start", b'{"file": {"displayName": "nota.pdf"}}', "/upload/v1beta/files")

    assert codec.upload(line).act is UploadAct.ANNOUNCE
    assert texts(codec.upload(line)) == ["klas 3B%20Jan.pdf", "klas 3B Jan.pdf"]
    assert codec.upload(line).size == 12
    assert texts(codec.upload(json)) == ["nota.pdf"]


@each
def test_what_stands_in_the_address_of_a_start_is_read(codec):
    """
    Save for what the protocol has there, and the caller's own key.
    """
    wire = upload(
        "start", path="/upload/?key=AIza-x&note=Jan%20Peeters", x_goog_upload_file_name="n"
    )

    assert texts(codec.upload(wire)) == ["note", "Jan Peeters", "n"]


@each
@pytest.mark.parametrize(
    ("command", "offset", "expected"),
    [
        ("upload", "0", (0, False, True)),
        ("upload", "100", (100, False, True)),
        ("upload, finalize", "0", (0, True, False)),
        ("upload,finalize", "100", (100, True, True)),
        ("Finalize", "100", (100, True, True)),
    ],
)
def test_stretches_say_where_they_stand(codec, command, offset, expected):
    """
    Whatever the order and the case of the words.
    """
    step = codec.upload(upload(command, b"abc", x_goog_upload_offset=offset))

    assert step.act is UploadAct.BYTES
    assert step.file == f"{HOST}/upload/?upload_id=A1"
    assert (step.offset, step.final, step.is_stretch) == expected
    assert step.documents == (b"abc",)


@each
@pytest.mark.parametrize(
    "wire",
    [
        upload("start, upload, finalize", b"abc"),
        upload("upload, query", b"abc"),
        upload("verzend", b"abc"),
        upload("finalize"),
        upload("query", A_FILE),
        upload("cancel", A_FILE),
        upload("upload", b"abc", x_goog_upload_offset="-1"),
        upload("upload", b"abc", x_goog_upload_offset="\u0661"),
        upload(body=b"abc", content_range="bytes 0-9/10"),
        upload(body=b"abc", content_range="bytes 8-10/10"),
        upload(body=b"abc", content_range="bytes */10"),
        upload(body=b"abc", content_range="0-2/3"),
    ],
)
def test_what_could_be_meant_otherwise_stays_here(codec, wire):
    """
    A server may take it for more, or for less, than we do.
    """
    with pytest.raises(UnreadableError, match=r"^file$"):
        codec.upload(wire)


@each
def test_the_older_form_says_its_range(codec):
    """
    The last stretch is the one that ends where the file ends.
    """
    first = codec.upload(upload(body=b"abc", content_range="bytes 0-2/6"))
    last = codec.upload(upload(body=b"def", content_range="bytes 3-5/6"))
    asked = codec.upload(upload(content_range="bytes */6"))

    assert (first.offset, first.final, last.offset, last.final) == (0, False, 3, True)
    assert asked.act is UploadAct.QUERY


@each
def test_what_is_kept_is_answered_as_the_server_would(codec):
    """
    A page may read the headers.
    """
    new = codec.received(upload("upload", origin="https://gemini.google.com"), 100)
    old = codec.received(upload(content_range="bytes 0-99/200"), 100)

    headers = dict(new.headers)
    assert headers["x-goog-upload-status"] == "active"
    assert headers["x-goog-upload-size-received"] == "100"
    assert headers["access-control-allow-origin"] == "https://gemini.google.com"
    assert (old.status, dict(old.headers)["range"]) == (308, "bytes=0-99")


@each
def test_the_whole_is_sent_at_once(codec):
    """
    As if the client had done so.
    """
    new = codec.whole(upload("finalize", x_goog_upload_offset="6"), b"abcdef")
    old = codec.whole(upload(body=b"def", content_range="bytes 3-5/6"), b"abcdef")

    assert new.headers == {
        "x-goog-upload-command": "upload, finalize",
        "x-goog-upload-offset": "0",
    }
    assert (new.body, old.body, old.headers) == (b"abcdef", b"abcdef", {})


@each
def test_answers_are_understood(codec):
    """
    An address for the bytes, and the name that a message will use; nothing else.
    """

    def grant(body=b"", **headers):
        named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
        return codec.granted(upload(), WireResponse(status=200, headers=named, body=body))

    assert grant(x_goog_upload_url=f"https://{HOST}/upload/?upload_id=B2") == Grant(
        (), f"{HOST}/upload/?upload_id=B2"
    )
    assert grant(b"/contrib_service/ttl_1d/17x") == Grant(("/contrib_service/ttl_1d/17x",), "")
    assert grant(b"{}") is None
    assert grant(b"\xff", x_goog_upload_url="https://[") == Grant((), "")


@each
def test_a_refusal_is_final(codec):
    """
    Clients take an error without a status for a hiccup, and send everything again.
    """
    headers = dict(codec.refuse(upload("upload"), NOTICE).response.headers)

    assert headers["x-goog-upload-status"] == "final"
