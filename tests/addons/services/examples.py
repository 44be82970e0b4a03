"""
Requests as services' own pages and clients send them; people, numbers and ids are invented.
"""

import json

from addons.services.anthropic_api import ANTHROPIC
from addons.services.chatgpt import ChatGpt
from addons.services.google_api import GOOGLE
from addons.services.interface import WireRequest
from addons.services.openai_api import OPENAI
from addons.services.walker import Walker
from policy.notice import Notice, Topic

PROMPT = "Schrijf een brief aan Mieke Aerts (85.07.30-033.28), café De Ster"
PARENT = "22222222-0000-4000-8000-000000000002"
CONVERSATION = "33333333-0000-4000-8000-000000000003"
MESSAGE = "11111111-0000-4000-8000-000000000001"

NOTICE = Notice(
    topic=Topic.PERSONAL,
    code="PW-7F3K",
    language="nl",
    title="Niet verzonden",
    text="Uw vraag bevat een **rijksregisternummer**.\n\nVragen? Vermeld PW-7F3K.",
    short="Niet verzonden: uw vraag bevat persoonsgegevens.",
)


def request(path, body=b"", *, host="chatgpt.com", method="POST", **headers):
    if isinstance(body, (dict, list)):
        body = json.dumps(body, ensure_ascii=False)
        headers.setdefault("content_type", "application/json")
    if isinstance(body, str):
        body = body.encode()
    return WireRequest(
        method=method,
        host=host,
        path=path,
        headers={name.replace("_", "-"): value for name, value in headers.items()},
        body=body,
    )


class Ids:
    """Fresh ids that a test can foretell."""

    def __init__(self):
        self.count = 0

    def __call__(self):
        self.count += 1
        return f"eeeeeeee-0000-4000-8000-{self.count:012}"


def chatgpt(**settings):
    return ChatGpt(new_id=Ids(), **settings)


def send(prompt=PROMPT, **fields):
    """The body of Send on chatgpt.com."""
    return {
        "action": "next",
        "messages": [
            {
                "id": MESSAGE,
                "author": {"role": "user"},
                "create_time": 1796000000.25,
                "content": {"content_type": "text", "parts": [prompt]},
                "metadata": {
                    "attachments": [
                        {"id": "file-A1", "name": "nota college.pdf", "mime_type": "text/pdf"}
                    ],
                    "system_hints": ["search"],
                },
            }
        ],
        "conversation_id": CONVERSATION,
        "parent_message_id": PARENT,
        "model": "auto",
        "conversation_mode": {"kind": "primary_assistant"},
        "timezone": "Europe/Brussels",
        "supported_encodings": ["v1"],
        "supports_buffering": True,
        **fields,
    }


SEND = request("/backend-api/f/conversation", send())
PREPARE = request(
    "/backend-api/f/conversation/prepare",
    {
        "action": "next",
        "parent_message_id": "client-created-root",
        "model": "auto",
        "partial_query": {
            "id": MESSAGE,
            "author": {"role": "user"},
            "content": {"content_type": "text", "parts": [PROMPT]},
        },
        "client_prepare_dispatch": "debounced",
    },
)
COMPLETE = request(
    "/backend-api/conversation/experimental/generate_autocompletions",
    {"input_text": PROMPT, "num_completions": 4, "in_search_mode": False},
)
CODEX = request(
    "/backend-api/codex/responses",
    {
        "model": "gpt-5-codex",
        "instructions": "Be brief.",
        "input": [
            {
                "type": "message",
                "role": "user",
                "content": [{"type": "input_text", "text": PROMPT}],
            },
            {"type": "reasoning", "encrypted_content": "gAAAAAB" + "x" * 5000},
        ],
        "prompt_cache_key": CONVERSATION,
        "stream": True,
    },
)
GUEST_FORM = request(
    "/unauth-mweb/conversation/updates?lightweight_authenticated=0&operationId=" + MESSAGE,
    "prompt=Brief+aan+Mieke+Aerts+%2885.07.30-033.28%29&conversationState=%7B%22messages%22%3A%5B"
    "%7B%22text%22%3A%22Dag+Mieke%22%7D%5D%2C%22backendConversationId%22%3A%22" + CONVERSATION
    + "%22%2C%22parentMessageId%22%3A%22client-created-root%22%7D&imageAttachments=%5B%5D"
    "&proofToken=gAAAAAB" + "p" * 5000,
    content_type="application/x-www-form-urlencoded;charset=UTF-8",
)  # fmt: skip
OPENAI_CHAT = request(
    "/v1/chat/completions",
    {
        "model": "gpt-4o",
        "messages": [
            {"role": "system", "content": "Antwoord kort."},
            {"role": "user", "content": [{"type": "text", "text": PROMPT}]},
        ],
    },
    host="api.openai.com",
)
ANTHROPIC_MESSAGE = request(
    "/v1/messages?beta=true",
    {
        "model": "claude-sonnet-4-5",
        "max_tokens": 1024,
        "system": [{"type": "text", "text": "Antwoord kort."}],
        "messages": [{"role": "user", "content": PROMPT}],
    },
    host="api.anthropic.com",
)
GOOGLE_GENERATE = request(
    "/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse&key=AIzaSyInvented",
    {
        "contents": [{"role": "user", "parts": [{"text": PROMPT}]}],
        "systemInstruction": {"parts": [{"text": "Antwoord kort."}]},
        "generationConfig": {"temperature": 0.50},
    },
    host="generativelanguage.googleapis.com",
)
FORM = request(
    "/ask",
    "q=Brief+aan+Mieke+Aerts&lang=nl&leeg=&data=%7B%22tekst%22%3A%22Dag+Mieke%22%7D",
    content_type="application/x-www-form-urlencoded",
)
MULTIPART = request(
    "/ask",
    '--B\r\nContent-Disposition: form-data; name="vraag"\r\n\r\nDag Mieke\r\n'
    '--B\r\nContent-Disposition: form-data; name="data"\r\n'
    'Content-Type: application/json\r\n\r\n{"inputs": "Dag Mieke"}\r\n--B--\r\n',
    content_type="multipart/form-data; boundary=B",
)
NDJSON = request(
    "/ask", '{"a": "Dag Mieke"}\n\n{"b":"Dag Jan"}\n', content_type="application/x-ndjson"
)
PLAIN = request("/ask", "Dag Mieke, hoe gaat het?", content_type="text/plain;charset=UTF-8")
QUERY = request("/search/Mieke%20Aerts?q=85.07.30-033.28+Mieke&page=2", method="GET")
GRAPHQL = request(
    "/api/gql_POST",
    {"query": "mutation send", "variables": {"query": "Dag Mieke", "json": '{"x": "Dag Jan"}'}},
)

EXAMPLES = {
    "chatgpt send": (chatgpt(), SEND),
    "chatgpt prepare": (chatgpt(), PREPARE),
    "chatgpt completion": (chatgpt(), COMPLETE),
    "chatgpt codex": (chatgpt(), CODEX),
    "chatgpt guest": (chatgpt(guests_allowed=True), GUEST_FORM),
    "openai": (OPENAI, OPENAI_CHAT),
    "anthropic": (ANTHROPIC, ANTHROPIC_MESSAGE),
    "google": (GOOGLE, GOOGLE_GENERATE),
    "walked json": (Walker(), SEND),
    "walked form": (Walker(), FORM),
    "walked multipart": (Walker(), MULTIPART),
    "walked lines": (Walker(), NDJSON),
    "walked text": (Walker(), PLAIN),
    "walked query": (Walker(), QUERY),
    "walked graphql": (Walker(), GRAPHQL),
}
