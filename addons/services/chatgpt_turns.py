"""
The turns after a refusal: ids that we made up are taken out of what ChatGPT's page sends next.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any, Final

from addons.services.interface import UnreadableError, WireRequest
from addons.services.json_document import JsonDocument

ROOT: Final = "client-created-root"
"""What the page gives as the parent of a conversation's first message."""
CONDUIT: Final = "x-conduit-token"
"""Header of Send with the token that `prepare` handed out."""
_PARENT: Final = "/parent_message_id"
_CONVERSATION: Final = "/conversation_id"
_ID: Final = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_OF_CONVERSATION: Final = re.compile(
    rf"/backend-(?:api|alt|anon)/(?:f/)?conversation/(gen_title/)?({_ID.pattern})((?:/[\w/]*)?)"
)


def genuine(forged: Mapping[str, str | None], id_: str) -> str | None:
    """What `id_` stands for in the end: forged ids may stand for forged ones. None: nothing."""
    seen: set[str] = set()
    while id_ in forged:
        seen.add(id_)
        stands_for = forged[id_]
        if stands_for is None or stands_for in seen:
            return None
        id_ = stands_for
    return id_


def mended(request: WireRequest, forged: Mapping[str, str | None]) -> WireRequest:
    """`request` without forged ids. A body that is no JSON is left to its reader to refuse."""
    if request.headers.get(CONDUIT) in forged:
        headers = {name: value for name, value in request.headers.items() if name != CONDUIT}
        request = replace(request, headers=headers)
    if _has_forged(request.path, forged):
        request = replace(request, path=_ID.sub(lambda m: _in_path(m[0], forged), request.path))
    with suppress(UnreadableError):
        if _has_forged(request.body.decode(errors="replace"), forged):
            body = _mended(JsonDocument.parse_bytes(request.body), forged)
            request = replace(request, body=body.encode())
    return request


def _has_forged(text: str, forged: Mapping[str, str | None]) -> bool:
    return any(match[0] in forged for match in _ID.finditer(text))


def _in_path(id_: str, forged: Mapping[str, str | None]) -> str:
    return genuine(forged, id_) or id_


def _mended(document: JsonDocument, forged: Mapping[str, str | None]) -> str:
    values = [(i, t) for i, t in enumerate(document.texts) if not t.is_key]
    is_new = any(
        t.pointer == _CONVERSATION and t.text in forged and genuine(forged, t.text) is None
        for _, t in values
    )
    changes: dict[int, str] = {}
    for index, text in values:
        if text.pointer == _PARENT and (is_new or text.text in forged):
            changes[index] = (None if is_new else genuine(forged, text.text)) or ROOT
        elif text.text in forged and (stands_for := genuine(forged, text.text)):
            changes[index] = stands_for
    written = document.replaced(changes)
    return JsonDocument.parse(written).removed(_CONVERSATION) if is_new else written


def stand_in_body(request: WireRequest, forged: Mapping[str, str | None]) -> Any | None:
    """
    What the page gets when it asks for a conversation that only we know of; None if it does not.

    As empty as the page bears: what it shows, it has already.
    """
    asked = _OF_CONVERSATION.fullmatch(request.route)
    if not asked or asked[2] not in forged or genuine(forged, asked[2]) is not None:
        return None
    if asked[1]:
        return {"title": _TITLE}
    if asked[3] == "/stream_status":
        return {"status": "COMPLETE"}
    if asked[3] == "/textdocs":
        return []
    if request.method == "GET" and not asked[3].strip("/"):
        return _empty_conversation(asked[2])
    return {"success": True}


_TITLE: Final = "promptwacht"


def _empty_conversation(conversation: str) -> dict[str, Any]:
    root: dict[str, Any] = {"id": ROOT, "message": None, "parent": None, "children": []}
    return {
        "conversation_id": conversation,
        "title": _TITLE,
        "mapping": {ROOT: root},
        "current_node": ROOT,
        "moderation_results": [],
        "is_archived": False,
    }
