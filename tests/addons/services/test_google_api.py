"""
The Gemini API; the vendor's own SDK hears our no.
"""

import base64

import httpx
import pytest
from google import genai
from google.genai import errors, types

from addons.services.google_api import GOOGLE
from addons.services.interface import Cargo
from policy.notice import Topic
from tests.addons.services.examples import NOTICE, PROMPT, request
from tests.addons.services.sdk import RefusingServer

GENERATE = "/v1beta/models/gemini-2.5-flash:generateContent"


def read(body, path=GENERATE):
    return [part.text for part in GOOGLE.read(request(path, body)).parts]


@pytest.mark.parametrize(
    "body",
    [
        {"contents": [{"role": "user", "parts": [{"text": PROMPT}]}]},
        {"systemInstruction": {"parts": [{"text": PROMPT}]}},
        {"system_instruction": {"parts": {"text": PROMPT}}},
        {"contents": [{"parts": [{"functionResponse": {"response": {"x": PROMPT}}}]}]},
        {"tools": [{"functionDeclarations": [{"description": PROMPT}]}]},
        {"contents": [{"parts": [{"text": PROMPT, "thoughtSignature": "Ci" * 4000}]}]},
    ],
)
def test_text_is_found(body):
    """
    At every place that takes text.
    """
    assert read(body) == [PROMPT]


@pytest.mark.parametrize("name", ["inlineData", "inline_data"])
def test_media_are_documents(name):
    """
    Decoded, and no text.
    """
    part = {name: {"mimeType": "image/png", "data": "iVBORw0KGgo" * 10}}

    reading = GOOGLE.read(request(GENERATE, {"contents": [{"parts": [part]}]}))

    assert reading.parts == ()
    assert reading.documents == (base64.b64decode(part[name]["data"] + "=="),)


def test_the_key_in_the_address_is_meant_for_google():
    """
    It is the caller's own; any other field is read.
    """
    assert read({}, f"{GENERATE}?key=AIza_x-1&alt=sse&x=Dag+Jan") == ["Dag Jan"]


@pytest.mark.parametrize(
    ("method", "path", "cargo"),
    [
        ("POST", "/v1/models/gemini-2.5-pro:streamGenerateContent?alt=sse", Cargo.PROMPT),
        ("POST", "/v1beta/models/text-embedding-004:batchEmbedContents", Cargo.PROMPT),
        ("GET", "/v1beta/models?key=AIza_x", Cargo.NOTHING),
        ("POST", "/upload/v1beta/files", Cargo.UPLOAD),
        ("GET", "/ws/google.ai.generativelanguage.v1beta.GenerativeService", Cargo.CLOSED),
        ("POST", "/v1beta/openai/chat/completions", Cargo.UNKNOWN),
    ],
)
def test_other_requests(method, path, cargo):
    """
    Files and speech stay shut; what is new is walked.
    """
    assert GOOGLE.cargo(request(path, method=method)) is cargo


@pytest.mark.parametrize(("topic", "code"), [(Topic.PERSONAL, 400), (Topic.UNLISTED, 403)])
def test_the_sdk_raises_with_our_words(topic, code):
    """
    Once, without retries, as the exception that its users know.
    """
    server = RefusingServer(GOOGLE, topic, httpx.Response)
    client = genai.Client(
        api_key="AIza_invented",
        http_options=types.HttpOptions(client_args={"transport": httpx.MockTransport(server)}),
    )

    with pytest.raises(errors.ClientError, match=NOTICE.code) as caught:
        client.models.generate_content(model="gemini-2.5-flash", contents=PROMPT)

    assert caught.value.code == code
    assert server.seen == [[PROMPT]]
