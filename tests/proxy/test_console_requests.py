"""
What of a request has arrived, and whether the console wants the rest.
"""

from __future__ import annotations

from http import HTTPStatus

import pytest

from proxy.console_requests import MOST_FORM, MOST_HEAD, UPLOADS, head_of, refusal

FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
FILE = b'Content-Type: Multipart/Form-Data; boundary="x"\r\n'
(UPLOAD,) = UPLOADS


def head(fields=b"", path=b"/melding", method=b"POST"):
    return method + b" " + path + b" HTTP/1.1\r\nHost: here\r\n" + fields + b"\r\n"


def judged(fields, path=b"/melding"):
    return refusal(head_of(head(fields, path)))


def length(number):
    return b"Content-Length: %d\r\n" % number


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        (b"", b"/melding"),
        (b"Content-Length: 0\r\n", b"/account/logout"),
        (FORM + length(MOST_FORM), b"/melding"),
        (b"content-type:application/X-WWW-Form-Urlencoded;charset=UTF-8\r\n" + length(9), b"/x"),
        (FILE + length(UPLOADS[UPLOAD]), UPLOAD),
        (FILE + length(9), UPLOAD + b"?a=b"),
    ],
)
def test_forms_of_ours_are_taken(fields, path):
    """
    Urlencoded and of a known length; a file only where a page asks for one.
    """
    assert judged(fields, path) is None


@pytest.mark.parametrize(
    ("fields", "path", "status"),
    [
        (FILE + length(9), b"/melding", HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
        (FILE + length(9), b"/account/login", HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
        (FILE + length(9), b"/melding?" + UPLOAD, HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
        (b"Content-Type: application/json\r\n" + length(9), b"/x", 415),
        (length(9), b"/x", HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
        (FORM + length(MOST_FORM + 1), b"/x", HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
        (FILE + length(UPLOADS[UPLOAD] + 1), UPLOAD, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
        (FORM + b"Transfer-Encoding: chunked\r\n", b"/x", HTTPStatus.LENGTH_REQUIRED),
        (FORM + length(4) + length(5), b"/x", HTTPStatus.LENGTH_REQUIRED),
        (FORM + b"Content-Length: +4\r\n", b"/x", HTTPStatus.LENGTH_REQUIRED),
        (FORM + b"Content-Length: 0x4\r\n", b"/x", HTTPStatus.LENGTH_REQUIRED),
        (FORM + b"Content-Length: " + b"9" * 99 + b"\r\n", b"/x", HTTPStatus.LENGTH_REQUIRED),
    ],
)
def test_other_bodies_are_refused_by_their_head(fields, path, status):
    """
    Nobody has to read them for it.
    """
    assert judged(fields, path) == status


@pytest.mark.parametrize(
    "line",
    [b"1ET / HTTP/1.1", b"GET  / HTTP/1.1", b"GET / HTTP/2.0", b"GET /", b"\r\nGET / HTTP/1.1",
     b"GET /\xe9 HTTP/1.1", b"GET / HTTP/1.1\r", b"GET\t/ HTTP/1.1", b""],
)  # fmt: skip
def test_only_a_request_begins_like_one(line):
    """
    What the gateway takes for another protocol, and lets pass unread, is none to us either.
    """
    assert refusal(head_of(line + b"\r\nHost: here\r\n\r\n")) == HTTPStatus.BAD_REQUEST


def test_a_head_is_known_when_it_is_complete():
    """
    Not one byte earlier; and what follows does not count.
    """
    whole = head(FORM + length(3)) + b"a=1"

    found = [head_of(whole[:size]) for size in range(len(whole) + 1)]

    complete = len(whole) - 3
    assert found[:complete] == [None] * complete
    assert all(each is not None and each.size == complete for each in found[complete:])
    assert found[-1].length == 3


def test_a_head_without_end_is_never_complete():
    """
    However long somebody goes on.
    """
    assert head_of(b"GET / HTTP/1.1\r\n" + b"x" * 2 * MOST_HEAD + b"\r\n\r\n") is None


def test_who_asks_first_is_told_to_go_on():
    """
    `Expect: 100-continue` (RFC 9110, 10.1.1).
    """
    assert head_of(head(b"Expect: 100-Continue\r\n")).waits
    assert not head_of(head()).waits
