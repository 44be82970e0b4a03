"""
Requests that no codec knows are read all the same, or they stay here.
"""

import json
from dataclasses import replace

import pytest

from addons.services.interface import Cargo, UnreadableError
from addons.services.walker import Walker
from policy.prompt import Channel
from tests.addons.services.examples import MULTIPART, NOTICE, QUERY, request

FORM = "application/x-www-form-urlencoded"


def read(body, content_type="", path="/ask"):
    reading = Walker().read(request(path, body, content_type=content_type))
    return [part.text for part in reading.parts]


def test_it_passes_nothing_unread():
    """
    It knows no endpoint, not even a harmless one.
    """
    assert Walker().cargo(request("/", method="GET")) is Cargo.UNKNOWN


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        ('{"a": ["Dag Jan"]}', "application/json", ["Dag Jan"]),
        ('{"a": ["Dag Jan"]}', "", ["Dag Jan"]),
        ('{"a": ["Dag Jan"]}', "text/plain;charset=UTF-8", ["Dag Jan"]),
        ('{"a": ["Dag Jan"]}', "application/octet-stream", ["Dag Jan"]),
        ('{"a": ["Dag Jan"]}', FORM, ["Dag Jan"]),
        ('{"a": "Dag%20Jan"}', FORM, ["Dag Jan"]),
        ('"Dag Jan"', "application/vnd.api+json", ["Dag Jan"]),
        ('{"a": "{\\"b\\": \\"Dag Jan\\"}"}', "application/json", ["Dag Jan"]),
        ('{"a": "Dag"}\n{"a": "Jan"}', "application/json", ["Dag", "Jan"]),
        ("q=Dag+Jan&json=%5B%22Dag+Mieke%22%5D", FORM, ["Dag Jan", "Dag Mieke"]),
        ("Dag+Jan=1", FORM, ["Dag Jan", "1"]),
        ("Dag Jan", "text/plain", ["Dag Jan"]),
        ("[zie bijlage] Dag Jan", "text/markdown", ["[zie bijlage] Dag Jan"]),
        ("<a>Dag Jan</a>", "application/xml", ["<a>Dag Jan</a>"]),
        ("", "", []),
        ("{}", "application/json", []),
    ],
)
def test_bodies_are_read_by_name_and_by_looks(body, content_type, expected):
    """
    Servers read JSON under any name; so do we.
    """
    assert read(body, content_type) == expected


@pytest.mark.parametrize(
    ("body", "content_type", "word"),
    [
        (b"\x08\x01\x12\x04Jan", "application/x-protobuf", "binary"),
        (b"Dag Jan", "", "unknown-content-type"),
        (b"Dag Jan", "application/octet-stream", "unknown-content-type"),
        (b"Dag\x00Jan", "text/plain", "binary"),
        (b"\xff\xd8", "image/jpeg", "not-utf8"),
        ("Dag é".encode("latin-1"), "text/plain", "not-utf8"),
        (b"Dag", "text/plain; charset=utf-16", "charset"),
        (b"+AEoAYQBu-", 'text/plain; charset="utf-7"', "charset"),
        (b'{"a": ', "application/json", "not-json"),
        (b'{"a": "' + b"QUJD" * 2000 + b'Q"}', "application/json", "media"),
        (b"[" * 100, "text/plain", "too-deep"),
        (MULTIPART.body, "multipart/related; boundary=B", "not-multipart"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_stays_here(body, content_type, word):
    """
    Each for a reason that the log can tell.
    """
    with pytest.raises(UnreadableError, match=rf"^{word}$"):
        read(body, content_type)


class TestFiles:
    @pytest.mark.parametrize(
        "body", [b"%PDF-1.7\n", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"{\\rtf1 x}"]
    )
    def test_a_body_that_is_a_file_is_a_document(self, body):
        """
        Also when it is called a text.
        """
        reading = Walker().read(request("/nieuw", body, content_type="text/plain"))

        assert (reading.channel, reading.documents) == (Channel.UPLOAD, (body,))

    @pytest.mark.parametrize(
        "content_type",
        [
            "multipart/form-data; boundary=B",
            "application/json",
            "application/x-www-form-urlencoded",
        ],
    )
    def test_a_form_that_begins_like_a_file_is_no_file(self, content_type):
        """
        A reader of pictures sees a picture, and the server a prompt behind it.
        """
        form = b'--B\r\nContent-Disposition: form-data; name="prompt"\r\n\r\nDag\r\n--B--\r\n'
        body = b"II*\x00\x08\x00\x00\x00&prompt=Dag\r\n" + form

        with pytest.raises(UnreadableError):
            Walker().read(request("/nieuw", body, content_type=content_type))

    def test_a_file_in_a_form_is_a_document(self):
        """
        Its name and the other fields are text.
        """
        body = MULTIPART.body.replace(b'"vraag"', b'"f"; filename="Jan.docx"')

        reading = Walker().read(replace(MULTIPART, body=body))

        assert reading.channel is Channel.UPLOAD
        assert len(reading.documents) == 1
        assert "Jan.docx" in [part.text for part in reading.parts]

    @pytest.mark.parametrize("name", ["content-range", "upload-offset"])
    def test_a_stretch_of_a_file_is_unreadable(self, name):
        """
        The rest comes elsewhere, and nobody would see the whole.
        """
        wire = request("/nieuw", b"%PDF-1.7\n")

        with pytest.raises(UnreadableError, match=r"^file$"):
            Walker().read(replace(wire, headers={name: "bytes 0-9/20"}))


class TestAddresses:
    def test_queries_and_odd_segments_are_read(self):
        """
        A prompt may travel in a link.
        """
        reading = Walker().read(QUERY)

        assert reading.channel is Channel.URL
        assert [part.text for part in reading.parts] == [
            "Mieke Aerts",
            "85.07.30-033.28 Mieke",
            "2",
        ]

    def test_json_in_a_query_is_unfolded(self):
        """
        GraphQL and tRPC do this.
        """
        path = "/trpc/chat?input=%7B%220%22%3A%7B%22json%22%3A%22Dag+Jan%22%7D%7D"

        assert "Dag Jan" in read(b"", path=path)

    def test_plain_words_of_a_path_are_no_text(self):
        """
        They are the programmer's.
        """
        assert read(b"", path="/backend-api/v1beta/never_seen/") == []

    def test_text_in_a_body_and_in_the_address(self):
        """
        Both are written back to where they came from.
        """
        asked = request("/zoek/Dag%20Jan?q=Dag+Jan", {"x": "Dag Jan"})
        reading = Walker().read(asked)

        written = Walker().write(asked, reading, ["<A>", "<B>", "<C>"])

        assert reading.channel is Channel.PROMPT
        assert (written.path, written.body) == ("/zoek/%3CB%3E?q=%3CC%3E", b'{"x": "<A>"}')

    @pytest.mark.parametrize("path", ["/a?q=%ff", "/%c3", "/a#b"])
    def test_odd_addresses_stay_here(self, path):
        """
        Where decoding is anybody's guess.
        """
        with pytest.raises(UnreadableError):
            read(b"", path=path)


def test_json_deep_in_json_keeps_its_layers():
    """
    Each layer is encoded again the way it was.
    """
    body = json.dumps({"a": json.dumps([json.dumps({"b": "Dag Jan"})], indent=1)})
    asked = request("/ask", body)

    written = Walker().write(asked, Walker().read(asked), ["Dag <P>"])

    assert written.body.decode() == body.replace("Jan", "<P>")


def test_a_refusal_is_an_error_that_most_clients_show():
    """
    Nobody knows this client, so both common places have the words.
    """
    response = Walker().refuse(request("/x"), NOTICE).response

    body = json.loads(response.body)
    assert body["detail"] == body["error"]["message"]
    assert response.status == 400


def test_its_sockets_are_judged():
    """
    Message by message.
    """
    reading = Walker().socket(request("/ws", method="GET")).read('{"x": "Dag Jan"}')

    assert [part.text for part in reading.parts] == ["Dag Jan"]
