"""
ChatGPT without signing in: since 2026 a form, with the conversation as JSON in one field.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from addons.services.form_document import FormDocument
from addons.services.interface import Reading, WireRequest
from addons.services.json_document import pointer_pattern
from addons.services.wire_texts import (
    BODY,
    TOKEN,
    URL,
    Leaf,
    OpenedRequest,
    below,
    leaves,
    paired,
    reading_of,
)
from policy.prompt import Channel

_WRITTEN: Final = "/prompt"
_OPAQUE: Final = pointer_pattern(
    (
        "/oai-session-id",
        "/chatRequirementsToken",
        "/proofToken",
        "/turnstileToken",
        "/userMessageId",
        "/assistantMessageId",
        "/conversationState/backendConversationId",
        "/conversationState/parentMessageId",
        "/conversationState/**/id",
        "/imageAttachments/*/fileId",
    )
)

_OPAQUE_IN_URL: Final = pointer_pattern(
    ("/path/*", "/query/operationId", "/query/lightweight_authenticated")
)


def read(request: WireRequest) -> Reading:
    """All text in a guest's message. Raises `UnreadableError`."""
    opened = _opened(request)
    return reading_of(_leaves(opened), Channel.PROMPT, _conversation(opened))


def write(request: WireRequest, texts: Sequence[str]) -> WireRequest:
    """The same form with other texts. Raises `UnreadableError`."""
    opened = _opened(request)
    return opened.rebuilt(paired(_leaves(opened), texts))


def _opened(request: WireRequest) -> OpenedRequest:
    return OpenedRequest(request, FormDocument.parse_bytes(request.body))


def _leaves(opened: OpenedRequest) -> list[Leaf]:
    texts = opened.body.texts if opened.body else ()
    written, others = [], []
    for index, text in enumerate(texts):
        if text.pointer == _WRITTEN and not text.is_key:
            written.append(Leaf(text.pointer, text.text, is_key=False, address=(index,)))
            continue
        for leaf in leaves((text,)):
            if not (_OPAQUE.fullmatch(leaf.pointer) and TOKEN.fullmatch(leaf.text)):
                address = (index, *leaf.address[1:])
                others.append(Leaf(leaf.pointer, leaf.text, leaf.is_key, address))
    found = (leaf for leaf in (*written, *others) if not leaf.is_silent)
    return [*below(BODY, found), *below(URL, _of_query(opened))]


def _of_query(opened: OpenedRequest) -> Iterator[Leaf]:
    """The address is known, but its query may say anything."""
    for leaf in leaves(opened.url.texts):
        is_token = _OPAQUE_IN_URL.fullmatch(leaf.pointer) and TOKEN.fullmatch(leaf.text)
        if not (leaf.is_silent or is_token):
            yield leaf


def _conversation(opened: OpenedRequest) -> str:
    for text in opened.body.texts if opened.body else ():
        if text.pointer == "/conversationState" and not text.is_key:
            state = text.nested()
            return (state and state.text_at("/backendConversationId")) or ""
    return ""
