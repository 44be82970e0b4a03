"""
The chat hub that Bing chat and Microsoft 365 Copilot share: SignalR's JSON records.

Each record ends with U+001E, and one WebSocket message may hold several. If one of them is bad
the whole message stays here, and only its chat is answered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from addons.services.interface import Reading, UnreadableError
from addons.services.json_document import MAX_CHARS, JsonDocument, pointer_pattern
from addons.services.plain_uploads import PlainSocketUploads
from addons.services.refusals import compact, markdown, one_line
from addons.services.wire_texts import TOKEN, Leaf, folded, leaves, paired, reading_of
from policy.notice import Notice
from policy.prompt import Channel

END: Final = "\x1e"
_MAX_RECORDS: Final = 1_000
_INVOCATION, _COMPLETION, _STREAM, _PING, _CLOSE = 1, 3, 4, 6, 7
_MAX_MESSAGES: Final = 600

_FILES: Final = pointer_pattern(
    tuple(
        f"/arguments/*/message/{name}"
        for name in ("imageUrl", "originalImageUrl", "imageBase64", "messageAnnotations/**")
    )
)
_WRITTEN: Final = pointer_pattern(
    ("/arguments/*/message/text", "/arguments/*/previousMessages/*/description")
)
_OPAQUE: Final = pointer_pattern(
    (
        "/protocol", "/target", "/invocationId",
        *(
            f"/arguments/*/{path}"
            for path in (
                "source", "optionsSets/*", "allowedMessageTypes/*", "sliceIds/*", "tone",
                "verbosity", "scenario", "traceId", "requestId", "sessionId", "conversationId",
                "conversationSignature", "encryptedConversationSignature", "participant/id",
                "threadLevelGptId/id", "gptId", "plugins/*/id", "plugins/*/Id",
                "plugins/*/category", "plugins/*/Source",
                "conversationHistoryOptionsSets/*", "message/author", "message/inputMethod",
                "message/messageType", "message/requestId", "message/messageId",
                "message/locale", "message/market", "message/region", "message/timestamp",
                "message/timeZone", "message/locationInfo/timeZone", "message/experienceType",
                "previousMessages/*/author", "previousMessages/*/contextType",
                "previousMessages/*/messageType", "previousMessages/*/messageId",
            )
        ),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Record:
    """One record. Raises `UnreadableError` when it is none of SignalR's."""

    document: JsonDocument = field(repr=False)

    def __post_init__(self) -> None:
        value = self.document.value
        # True would pass for 1: Python's bool is an int.
        if not isinstance(value, dict) or not (self.is_handshake or type(self.type) is int):
            raise UnreadableError("no-record")

    @property
    def value(self) -> dict[str, Any]:
        value: dict[str, Any] = self.document.value
        return value

    @property
    def type(self) -> Any:
        return self.value.get("type")

    @property
    def is_handshake(self) -> bool:
        return "protocol" in self.value and "type" not in self.value

    @property
    def is_ping(self) -> bool:
        return self.value == {"type": _PING}

    @property
    def is_chat(self) -> bool:
        return bool(self.type == _STREAM)

    @property
    def argument(self) -> dict[str, Any]:
        """The first argument; empty where there is no such object."""
        arguments = self.value.get("arguments")
        first = arguments[0] if isinstance(arguments, list) and arguments else None
        return first if isinstance(first, dict) else {}

    def leaves(self) -> Iterator[Leaf]:
        """Raises `UnreadableError`, for something attached `file`."""
        if self.is_chat:
            self._check()
        is_metrics = self.type == _INVOCATION and self.value.get("target") == "Metrics"
        for index, text in enumerate(self.document.texts):
            if not text.is_key and _WRITTEN.fullmatch(text.pointer):
                yield Leaf(text.pointer, text.text, is_key=False, address=(index,))
            elif not (TOKEN.fullmatch(text.text)
                      and (is_metrics or _is_known(text.pointer, is_key=text.is_key))):  # fmt: skip
                yield from (Leaf(leaf.pointer, leaf.text, leaf.is_key, (index, *leaf.address[1:]))
                            for leaf in leaves((text,)))  # fmt: skip

    def _check(self) -> None:
        message = self.argument.get("message")
        if not isinstance(message, dict) or not isinstance(message.get("text"), str):
            raise UnreadableError("no-prompt")
        # By texts: the parsed value knows only the last of two equal keys.
        if any(t.text and _FILES.fullmatch(t.pointer) and not (t.is_key and _is_name(t.text))
               for t in self.document.texts):  # fmt: skip
            raise UnreadableError("file")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatHub(PlainSocketUploads):
    """A `SocketCodec`, also where no server stands behind the socket (`StandInSocket`)."""

    new_id: Callable[[], str]

    def read(self, message: str) -> Reading | None:
        records = opened(message)
        found = _leaves(records)
        chat = _chat(records)
        if not found and chat is None:
            return None
        conversation = chat.argument.get("conversationId") if chat else ""
        known = conversation if isinstance(conversation, str) else ""
        return reading_of(found, Channel.WEBSOCKET, known)

    def write(self, message: str, reading: Reading, texts: Sequence[str]) -> str:
        records = opened(message)
        changes = paired(_leaves(records), texts)
        written = []
        for number, record in enumerate(records):
            own = {address[1:]: text for address, text in changes.items() if address[0] == number}
            written.append(record.document.replaced(folded(record.document.texts, own)) + END)
        return "".join(written)

    def refuse(self, message: str, notice: Notice) -> tuple[str, ...]:
        """
        An answer to the chat in `message`, and to its handshake, which does not arrive either;
        silence where there is none. What we cannot read ends the connection, with the reason.
        """
        try:
            records = opened(message)
        except UnreadableError:
            return (_framed({"type": _CLOSE, "error": one_line(notice)}),)
        hands = tuple(_framed({}) for record in records if record.is_handshake)
        chat = _chat(records)
        if chat is None:
            return hands
        answer = _answer(chat, markdown(notice), self.new_id())
        return (*hands, *(_framed(record) for record in answer))

    def greet(self, message: str) -> tuple[str, ...]:
        try:
            records = opened(message)
        except UnreadableError:
            return ()
        if not all(record.is_handshake or record.is_ping for record in records):
            return ()
        return tuple(_framed({} if r.is_handshake else {"type": _PING}) for r in records)


def opened(message: str) -> list[Record]:
    """The records of `message`. Raises `UnreadableError`."""
    if len(message) > MAX_CHARS or message.count(END) > _MAX_RECORDS:
        raise UnreadableError("too-large")
    *texts, rest = message.split(END)
    if rest or not texts:
        raise UnreadableError("no-record")
    return [Record(JsonDocument.parse(text)) for text in texts]


def _leaves(records: Sequence[Record]) -> list[Leaf]:
    """Of all records; an address begins with the number of its record."""
    return [
        Leaf(leaf.pointer, leaf.text, leaf.is_key, (number, *leaf.address))
        for number, record in enumerate(records)
        for leaf in record.leaves()
        if not leaf.is_silent
    ]


def _chat(records: Sequence[Record]) -> Record | None:
    return next((record for record in records if record.is_chat), None)


def _is_known(pointer: str, *, is_key: bool) -> bool:
    return not is_key and _OPAQUE.fullmatch(pointer) is not None


def _is_name(text: str) -> bool:
    """Whether a key is only the name of a field that has no value."""
    return text in {"imageUrl", "originalImageUrl", "imageBase64", "messageAnnotations"}


def _answer(chat: Record, text: str, new_id: str) -> Iterator[dict[str, Any]]:
    """
    The answer's update, its end, and its completion. Clients look for the text in different
    places, so it stands in all of them.
    """
    argument, invocation = chat.argument, chat.value.get("invocationId")
    request = argument.get("traceId") or argument.get("requestId") or new_id
    said = {
        "author": "bot",
        "text": text,
        "messageId": new_id,
        "requestId": request,
        "adaptiveCards": [
            {
                "type": "AdaptiveCard",
                "version": "1.0",
                "body": [{"type": "TextBlock", "text": text, "wrap": True}],
            }
        ],
    }
    update = {"requestId": request, "messages": [said], "isLastUpdate": True}
    yield {"type": _INVOCATION, "target": "update", "arguments": [update]}
    item = {
        "conversationId": argument.get("conversationId"),
        "requestId": request,
        "messages": [{**said, "turnState": "Completed", "contentOrigin": "DeepLeo"}],
        "throttling": {
            "maxNumUserMessagesInConversation": _MAX_MESSAGES,
            "numUserMessagesInConversation": 1,
        },
        "result": {"value": "Success", "message": text},
    }
    yield {"type": 2, "invocationId": invocation, "item": item}
    yield {"type": _COMPLETION, "invocationId": invocation}


def _framed(record: dict[str, Any]) -> str:
    # Half a surrogate pair, from an id of the client's, could not be sent at all.
    return compact(record).encode(errors="replace").decode() + END
