"""
A service's answer to an upload: heard whole before the client has any of it, and never changed.
"""

import gzip

import pytest
from mitmproxy import http

from addons.overheard import Overheard


def listening(body=b"", **headers):
    heard = []
    answer = http.Response.make(200, body, {k.replace("_", "-"): v for k, v in headers.items()})
    return Overheard(answer, heard.append), heard


def test_an_answer_is_heard_before_it_goes_on():
    """
    All of it at once, byte for byte.
    """
    stream, heard = listening()

    first, second = stream(b'{"file_id":'), stream(b'"x"}')
    rest = stream(b"")

    assert (list(first), list(second)) == ([], [])
    assert b"".join(rest) == b'{"file_id":"x"}'
    assert [answer.body for answer in heard] == [b'{"file_id":"x"}']


def test_a_compressed_answer_is_understood():
    """
    And passed on as it came.
    """
    packed = gzip.compress(b'{"file_id":"x"}')
    stream, heard = listening(content_encoding="gzip")
    stream(packed)

    assert b"".join(stream(b"")) == packed
    assert heard[0].body == b'{"file_id":"x"}'


def test_an_answer_without_a_body_is_heard_once():
    """
    What it says stands in its headers.
    """
    stream, heard = listening(X_Goog_Upload_URL="https://h/p")

    stream.end()
    stream.end()

    assert [dict(answer.headers)["x-goog-upload-url"] for answer in heard] == ["https://h/p"]


@pytest.mark.parametrize("headers", [{}, {"content_encoding": "gzip"}])
def test_what_cannot_be_heard_goes_on(headers):
    """
    Too long, or broken: its file stays unknown, and the client has its answer.
    """
    stream, heard = listening(**headers)
    pieces = [b"x" * 100_000] * 4 if not headers else [b"no gzip"]

    passed = b"".join(b for piece in (*pieces, b"") for b in stream(piece))

    assert passed == b"".join(pieces)
    assert heard == []


def test_a_listener_that_fails_harms_nobody():
    """
    The answer is the client's.
    """

    def fails(answer):
        raise RuntimeError

    stream = Overheard(http.Response.make(200), fails)
    stream(b"abc")

    assert b"".join(stream(b"")) == b"abc"
