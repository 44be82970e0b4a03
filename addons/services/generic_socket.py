"""
WebSocket messages of which nobody knows the protocol: JSON, SignalR records or plain text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from addons.services.interface import Reading, UnreadableError
from addons.services.json_document import MAX_CHARS, JsonDocument
from addons.services.plain_uploads import PlainSocketUploads
from addons.services.record_document import SIGNALR, RecordDocument
from addons.services.wire_texts import (
    Leaf,
    PlainDocument,
    TextDocument,
    folded,
    leaves,
    paired,
    reading_of,
)
from policy.notice import Notice
from policy.prompt import Channel

_LEAD: Final = re.compile(r"[0-9]{1,10}(?=[\[{])")
"""The packet type before an event of Socket.IO, as in `42["message", …]`."""


class GenericSocket(PlainSocketUploads):
    """A `SocketCodec` that judges every text of a message. It refuses in silence."""

    __slots__ = ()

    def read(self, message: str) -> Reading | None:
        _, document = _opened(message)
        if not (found := _leaves(document)):
            return None
        return reading_of(found, Channel.WEBSOCKET)

    def write(
        self,
        message: str,
        reading: Reading,
        texts: Sequence[str],
    ) -> str:
        lead, document = _opened(message)
        changes = folded(document.texts, paired(_leaves(document), texts))
        written = document.replaced(changes)
        return lead + (written if isinstance(written, str) else written.decode())

    def refuse(self, message: str, notice: Notice) -> tuple[str, ...]:
        return ()


def _opened(message: str) -> tuple[str, TextDocument]:
    """What stands before the document, and the document."""
    if len(message) > MAX_CHARS:
        raise UnreadableError("too-large")
    if SIGNALR in message:
        return "", RecordDocument.parse(message, SIGNALR)
    lead = _LEAD.match(message)
    start = lead.end() if lead else 0
    try:
        return message[:start], JsonDocument.parse(message[start:])
    except UnreadableError as e:
        if str(e) != "not-json":
            raise
    return "", PlainDocument(message)


def _leaves(document: TextDocument) -> list[Leaf]:
    return [leaf for leaf in leaves(document.texts) if not leaf.is_silent]
