"""
A refusal reaches the page that asked, and nothing of a request leaks into its headers.
"""

import json
from dataclasses import replace

import pytest

from addons.services.refusals import (
    is_preflight,
    json_answer,
    one_line,
    preflight_answer,
    status_for,
    stream_answer,
)
from policy.notice import Topic
from tests.addons.services.examples import NOTICE, request


def test_json_mirrors_the_origin():
    """
    Without these headers a cross-origin page sees a network failure, not our words.
    """
    response = json_answer(request("/", origin="https://chatgpt.com"), 400, {"detail": "é"})

    assert response.status == 400
    assert json.loads(response.body) == {"detail": "é"}
    assert response.headers == (
        ("content-type", "application/json; charset=utf-8"),
        ("cache-control", "no-store"),
        ("access-control-allow-origin", "https://chatgpt.com"),
        ("access-control-allow-credentials", "true"),
        ("vary", "Origin"),
    )


@pytest.mark.parametrize(
    "origin", ["", "https://a\r\nset-cookie: x", "https://a/ b", "*", "https://" + "a" * 300]
)
def test_an_odd_origin_is_not_mirrored(origin):
    """
    What a client sends must not become a header of its own choice.
    """
    names = [name for name, _ in json_answer(request("/", origin=origin), 400, {}).headers]

    assert names == ["content-type", "cache-control"]


def test_a_stream_is_framed():
    """
    Each event ends with an empty line.
    """
    response = stream_answer(request("/"), [("delta", "1"), ("", "[DONE]")])

    assert response.body == b"event: delta\ndata: 1\n\ndata: [DONE]\n\n"
    assert dict(response.headers)["content-type"] == "text/event-stream; charset=utf-8"


def test_a_preflight_is_answered():
    """
    The browser must be told that it may ask, or it never shows the refusal.
    """
    asked = request(
        "/",
        method="OPTIONS",
        origin="https://chatgpt.com",
        access_control_request_method="PUT",
        access_control_request_headers="content-type,x-ms-blob-type",
    )
    headers = dict(preflight_answer(asked).headers)

    assert is_preflight(asked)
    assert headers["access-control-allow-methods"] == "PUT"
    assert headers["access-control-allow-headers"] == "content-type,x-ms-blob-type"


def test_an_odd_preflight_gets_no_promise():
    """
    As with the origin: nothing is mirrored that is not a plain name.
    """
    asked = request("/", access_control_request_method="P\nX", access_control_request_headers="\n")

    assert dict(preflight_answer(asked).headers) == {"cache-control": "no-store"}


@pytest.mark.parametrize(
    ("topic", "status"), [(Topic.PERSONAL, 400), (Topic.UPLOAD, 400), (Topic.FORBIDDEN, 403)]
)
def test_statuses(topic, status):
    """
    About this request, or about the service as such.
    """
    assert status_for(replace(NOTICE, topic=topic)) == status


def test_one_line_has_the_code_once():
    """
    Whoever asks for help must have something to quote.
    """
    assert one_line(NOTICE).endswith("(PW-7F3K)")
    assert one_line(replace(NOTICE, short="Zie PW-7F3K.\nNiet verzonden")) == (
        "Zie PW-7F3K. Niet verzonden"
    )
