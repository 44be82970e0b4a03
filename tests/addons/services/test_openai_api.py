"""
The OpenAI API and those that speak its language; the vendor's own SDK hears our no.
"""

import httpx
import openai
import pytest

from addons.services.interface import Cargo
from addons.services.openai_api import OPENAI, OPENAI_LIKE
from policy.notice import Topic
from policy.prompt import Channel
from tests.addons.services.examples import NOTICE, PROMPT, request
from tests.addons.services.sdk import RefusingServer


def read(path, body):
    return [part.text for part in OPENAI.read(request(path, body, host="api.openai.com")).parts]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/chat/completions", {"messages": [{"role": "user", "content": PROMPT}]}),
        ("/v1/chat/completions", {"messages": [{"content": [{"type": "text", "text": PROMPT}]}]}),
        ("/v1/responses", {"input": PROMPT}),
        ("/v1/responses", {"instructions": PROMPT, "previous_response_id": "resp_1"}),
        ("/v1/responses", {"input": [{"content": [{"type": "input_text", "text": PROMPT}]}]}),
        ("/v1/responses", {"input": [{"type": "function_call_output", "output": PROMPT}]}),
        ("/v1/embeddings", {"model": "text-embedding-3-small", "input": [PROMPT]}),
        ("/v1/completions", {"prompt": PROMPT}),
        ("/v1/images/generations", {"prompt": PROMPT}),
        ("/v1/threads/t_1/messages", {"role": "user", "content": PROMPT}),
        ("/v1/chat/completions", {"tools": [{"function": {"description": PROMPT}}]}),
        ("/v1/chat/completions", {"user": PROMPT}),
        ("/v1/chat/completions", {"metadata": {"nota": PROMPT}}),
    ],
)
def test_text_is_found(path, body):
    """
    In every endpoint, at every place that takes text.
    """
    assert OPENAI.cargo(request(path, host="api.openai.com")) is Cargo.PROMPT
    assert read(path, body) == [PROMPT]


@pytest.mark.parametrize(
    ("content", "beside"),
    [
        ({"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}}, []),
        ({"type": "input_image", "image_url": "data:image/png;base64,iVBORw0KGgo="}, []),
        ({"type": "input_audio", "input_audio": {"data": "UklGR" * 20, "format": "wav"}}, ["wav"]),
        ({"type": "file", "file": {"filename": "n.pdf", "file_data": "JVBERi" * 20}}, ["n.pdf"]),
    ],
    ids=["image", "image of Responses", "audio", "file"],
)
def test_media_are_documents(content, beside):
    """
    Decoded; the name of a file is text.
    """
    body = {"messages": [{"role": "user", "content": [content]}]}

    reading = OPENAI.read(request("/v1/chat/completions", body))

    assert [part.text for part in reading.parts] == beside
    assert len(reading.documents) == 1


def test_a_file_in_a_form_is_judged():
    """
    With the purpose beside it.
    """
    body = (
        '--B\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nassistants\r\n'
        '--B\r\nContent-Disposition: form-data; name="file"; filename="n.txt"\r\n\r\nDag\r\n--B--'
    )

    step = OPENAI.upload(request("/v1/files", body, content_type="multipart/form-data; boundary=B"))

    assert step.documents == (b"Dag",)
    assert [part.text for part in step.parts] == ["assistants", "n.txt"]


@pytest.mark.parametrize(
    ("method", "path", "cargo"),
    [
        ("GET", "/v1/models", Cargo.NOTHING),
        ("POST", "/v1/files", Cargo.UPLOAD),
        ("POST", "/v1/audio/transcriptions", Cargo.UPLOAD),
        ("GET", "/v1/realtime", Cargo.CLOSED),
        ("POST", "/v1/never/seen", Cargo.UNKNOWN),
    ],
)
def test_other_requests(method, path, cargo):
    """
    Files and speech stay shut; what is new is walked.
    """
    assert OPENAI.cargo(request(path, method=method, host="api.openai.com")) is cargo


def test_its_websocket_stays_shut():
    """
    Clients fall back to POST, which is read.
    """
    assert OPENAI.socket(request("/v1/responses", method="GET", host="api.openai.com")) is None


def test_the_channel_is_api():
    """
    Rules may differ for programs.
    """
    body = {"input": PROMPT, "prompt_cache_key": "k1"}
    reading = OPENAI.read(request("/v1/responses", body, host="api.openai.com"))

    assert reading.channel is Channel.API
    assert reading.conversation == "k1"


@pytest.mark.parametrize(
    ("topic", "error"),
    [
        (Topic.PERSONAL, openai.BadRequestError),
        (Topic.FORBIDDEN, openai.PermissionDeniedError),
    ],
)
def test_the_sdk_raises_with_our_words(topic, error):
    """
    Once, without retries, as the exception that its users know.
    """
    server = RefusingServer(OPENAI, topic, httpx.Response)
    http_client = httpx.Client(transport=httpx.MockTransport(server))
    client = openai.OpenAI(api_key="sk-invented", http_client=http_client)

    with pytest.raises(error, match=NOTICE.code):
        client.chat.completions.create(
            model="gpt-4o", messages=[{"role": "user", "content": PROMPT}]
        )

    assert server.seen == [[PROMPT]]


def test_every_service_has_its_own_name():
    """
    Two codecs of one name would hide each other.
    """
    names = [codec.name for codec in OPENAI_LIKE]

    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("mistral-api", "/v1/chat/completions"),
        ("mistral-api", "/v1/fim/completions"),
        ("groq", "/openai/v1/chat/completions"),
        ("openrouter", "/api/v1/chat/completions"),
        ("deepseek-api", "/chat/completions"),
        ("deepseek-api", "/anthropic/v1/messages"),
        ("azure-openai", "/openai/deployments/gpt-4o/chat/completions"),
    ],
)
def test_the_others_are_read_where_they_live(name, path):
    """
    Each has its own folder for the same endpoints.
    """
    codec = next(codec for codec in OPENAI_LIKE if codec.name == name)

    assert codec.cargo(request(path, host="api.example.org")) is Cargo.PROMPT
