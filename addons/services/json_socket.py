"""
Messages of a WebSocket that look like the bodies of a JSON endpoint, such as the Responses API.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from addons.services.interface import Reading
from addons.services.json_codec import Endpoint, JsonCodec, conversation_in
from addons.services.json_document import JsonDocument
from addons.services.plain_uploads import PlainSocketUploads
from addons.services.refusals import compact, one_line, status_for
from addons.services.wire_texts import folded, paired, reading_of
from policy.notice import Notice
from policy.prompt import Channel


@dataclass(frozen=True, slots=True)
class JsonSocket(PlainSocketUploads):
    """A `SocketCodec` for messages that look like the bodies of one endpoint."""

    codec: JsonCodec
    endpoint: Endpoint

    def read(self, message: str) -> Reading | None:
        document = JsonDocument.parse(message)
        found = self.codec.leaves_of(self.endpoint, document.texts)
        if not found:
            return None  # nobody's words
        return reading_of(found, Channel.WEBSOCKET, conversation_in(self.endpoint, document))

    def write(
        self,
        message: str,
        reading: Reading,
        texts: Sequence[str],
    ) -> str:
        document = JsonDocument.parse(message)
        found = self.codec.leaves_of(self.endpoint, document.texts)
        return document.replaced(folded(document.texts, paired(found, texts)))

    def refuse(self, message: str, notice: Notice) -> tuple[str, ...]:
        """The event by which the service itself says that a request is not acceptable."""
        error = {
            "type": "invalid_request_error",
            "code": notice.code,
            "message": one_line(notice),
            "param": None,
        }
        return (compact({"type": "error", "status": status_for(notice), "error": error}),)
