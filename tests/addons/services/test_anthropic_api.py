"""
The Anthropic API; the vendor's own SDK hears our no.
"""

import base64

import anthropic
import httpx2
import pytest

from addons.services.anthropic_api import ANTHROPIC
from addons.services.interface import Cargo
from policy.notice import Topic
from tests.addons.services.examples import NOTICE, PROMPT, request
from tests.addons.services.sdk import RefusingServer


def read(body, path="/v1/messages"):
    return [part.text for part in ANTHROPIC.read(request(path, body)).parts]


def message(content):
    return {"model": "claude-sonnet-4-5", "messages": [{"role": "user", "content": content}]}


@pytest.mark.parametrize(
    "body",
    [
        message(PROMPT),
        message([{"type": "text", "text": PROMPT, "cache_control": {"type": "ephemeral"}}]),
        message([{"type": "tool_result", "tool_use_id": "toolu_1", "content": PROMPT}]),
        message([{"type": "document", "source": {"type": "text", "data": PROMPT}}]),
        message([{"type": "tool_use", "id": "toolu_1", "input": {"query": PROMPT}}]),
        message([{"type": "thinking", "thinking": PROMPT, "signature": "Eq0" * 100}]),
        {"system": PROMPT},
        {"system": [{"type": "text", "text": PROMPT}]},
        {"tools": [{"description": PROMPT, "input_schema": {"type": "object"}}]},
        {"metadata": {"user_id": PROMPT}},
    ],
)
def test_text_is_found(body):
    """
    At every place that takes text.
    """
    assert read(body) == [PROMPT]


def test_a_short_number_in_a_document_is_text():
    """
    A place for media is no hiding place.
    """
    assert read(message([{"source": {"data": "85.07.30-033.28"}}])) == ["85.07.30-033.28"]


def test_batches_are_read():
    """
    Many messages at once.
    """
    body = {"requests": [{"custom_id": "a", "params": message(PROMPT)}]}

    assert read(body, "/v1/messages/batches") == [PROMPT]


def test_media_are_documents():
    """
    Decoded, and no text.
    """
    source = {"type": "base64", "media_type": "image/png", "data": "iVBORw0KGgo" * 10}

    body = message([{"type": "image", "source": source}])

    reading = ANTHROPIC.read(request("/v1/messages", body))

    assert reading.parts == ()
    assert reading.documents == (base64.b64decode(source["data"] + "=="),)


@pytest.mark.parametrize(
    ("method", "path", "cargo"),
    [
        ("POST", "/v1/messages/count_tokens", Cargo.PROMPT),
        ("GET", "/v1/models", Cargo.NOTHING),
        ("POST", "/v1/files", Cargo.UPLOAD),
        ("POST", "/v1/never", Cargo.UNKNOWN),
    ],
)
def test_other_requests(method, path, cargo):
    """
    Files stay shut; what is new is walked.
    """
    assert ANTHROPIC.cargo(request(path, method=method, host="api.anthropic.com")) is cargo


@pytest.mark.parametrize(
    ("topic", "error"),
    [
        (Topic.PERSONAL, anthropic.BadRequestError),
        (Topic.SUSPENDED, anthropic.PermissionDeniedError),
    ],
)
def test_the_sdk_raises_with_our_words(topic, error):
    """
    Once, without retries, as the exception that its users know.
    """
    server = RefusingServer(ANTHROPIC, topic, httpx2.Response)
    http_client = httpx2.Client(transport=httpx2.MockTransport(server))
    client = anthropic.Anthropic(api_key="sk-invented", http_client=http_client)

    with pytest.raises(error, match=NOTICE.code):
        client.messages.create(
            model="claude-sonnet-4-5",
            max_tokens=9,
            messages=[{"role": "user", "content": PROMPT}],
        )

    assert server.seen == [[PROMPT]]
