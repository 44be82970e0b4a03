"""
The WebSocket of consumer Copilot: JSON objects with an event's name, often several in a message.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from addons.services.interface import Reading, UnreadableError
from addons.services.json_document import MAX_CHARS, MAX_DEPTH, JsonDocument, pointer_pattern
from addons.services.refusals import compact, markdown
from addons.services.wire_texts import TOKEN, Leaf, folded, leaves, paired, reading_of
from policy.notice import Notice
from policy.prompt import Channel

_MAX_OBJECTS: Final = 1_000
# Possessive, and a lone quote is a token of its own: both keep it linear.
_BRACKET: Final = re.compile(r'"(?:[^"\\]++|\\.)*+"|[{}\[\]"]', re.DOTALL)
_SEND: Final = "send"
_DRAFT: Final = "messagePreview"
_WORDLESS: Final = {"setOptions", "challengeResponse", "ping"}
"""Reviewed: options, proofs of work, signs of life. Words in them are judged all the same."""
_FILE_TYPE: Final = re.compile(r"(?:image|document|file|audio|video).*", re.IGNORECASE | re.DOTALL)
_TYPE: Final = pointer_pattern(("/content/*/type",))
_FILE: Final = pointer_pattern(("/content/*/url", "/content/*/attachmentId"))
_PROMPT: Final = pointer_pattern(("/content/*/text",))
_OPAQUE: Final = pointer_pattern(
    (
        "/event", "/id", "/conversationId", "/messageId", "/mode", "/channel", "/token", "/method",
        "/content/*/type", "/supportedFeatures/*", "/supportedCards/*", "/supportedActions/*",
        "/ads/supportedTypes/*",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Event:
    """One object of a message."""

    document: JsonDocument = field(repr=False)
    name: str = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> _Event:
        document = JsonDocument.parse(text)
        name = document.value.get("event") if isinstance(document.value, dict) else None
        if not isinstance(name, str):
            raise UnreadableError("no-event")
        return cls(document, name)

    @property
    def conversation(self) -> str:
        return self.document.text_at("/conversationId") or ""

    def files(self) -> Iterator[str]:
        """What its attachments are called, by the answers to their uploads."""
        for text in self.document.texts:
            if not text.is_key and text.text and _FILE.fullmatch(text.pointer):
                yield text.text

    def leaves(self) -> Iterator[Leaf]:
        """Raises `UnreadableError`, for an attachment that names no file `file`."""
        if self.name in {_SEND, _DRAFT} or "content" in self.document.value:
            _check(self.document)
        for index, text in enumerate(self.document.texts):
            if not text.is_key and _FILE.fullmatch(text.pointer):
                continue  # only what a service answered to an upload passes, see `attachments`
            if not text.is_key and _PROMPT.fullmatch(text.pointer):
                yield Leaf(text.pointer, text.text, is_key=False, address=(index,))
            elif text.is_key or not (_OPAQUE.fullmatch(text.pointer)
                                     and TOKEN.fullmatch(text.text)):  # fmt: skip
                yield from (Leaf(leaf.pointer, leaf.text, leaf.is_key, (index, *leaf.address[1:]))
                            for leaf in leaves((text,)))  # fmt: skip


def _check(document: JsonDocument) -> None:
    """Raises `UnreadableError` unless the content is a list of pieces that we can read."""
    # By texts and not by the parsed value, which knows only the last of two equal keys.
    values = [t for t in document.texts if not t.is_key]
    named = {_piece(t.pointer) for t in values if _FILE.fullmatch(t.pointer) and t.text}
    typed = {_piece(t.pointer) for t in values
             if _TYPE.fullmatch(t.pointer) and _FILE_TYPE.fullmatch(t.text)}  # fmt: skip
    if typed - named:
        raise UnreadableError("file")
    content: Any = document.value.get("content")
    if not isinstance(content, list) or not all(isinstance(piece, dict) for piece in content):
        raise UnreadableError("no-prompt")
    for piece in content:
        if piece.get("type") == "text" and not isinstance(piece.get("text"), str):
            raise UnreadableError("no-prompt")


def _piece(pointer: str) -> str:
    return pointer.rpartition("/")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class CopilotChat:
    """A `SocketCodec`, also where no server stands behind the socket (`StandInSocket`)."""

    new_id: Callable[[], str]
    now: Callable[[], datetime]

    def read(self, message: str) -> Reading | None:
        events = _events(message)
        found = _leaves(events)
        if not found and not any(event.name in {_SEND, _DRAFT} for event in events):
            return None
        names = {event.name for event in events} - _WORDLESS
        return reading_of(
            found,
            Channel.DRAFT if names == {_DRAFT} else Channel.WEBSOCKET,
            next((e.conversation for e in events if e.conversation), ""),
        )

    def write(self, message: str, reading: Reading, texts: Sequence[str]) -> str:
        events = _events(message)
        changes = paired(_leaves(events), texts)
        written = []
        for number, event in enumerate(events):
            own = {address[1:]: text for address, text in changes.items() if address[0] == number}
            written.append(event.document.replaced(folded(event.document.texts, own)))
        return "".join(written)

    def attachments(self, message: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(id_ for event in _events(message) for id_ in event.files()))

    def refuse(self, message: str, notice: Notice) -> tuple[str, ...]:
        """An answer to what was sent; silence for a draft, whose sending will be explained."""
        try:
            events = _events(message)
        except UnreadableError:
            return (_error(notice),)
        sent = next((event for event in events if event.name == _SEND), None)
        if sent:
            return tuple(_framed(event) for event in self._answer(sent, notice))
        silent = all(event.name in _WORDLESS | {_DRAFT} for event in events)
        return () if silent else (_error(notice),)

    def _answer(self, sent: _Event, notice: Notice) -> Iterator[Mapping[str, str]]:
        """The events by which the service answers."""
        at = self.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
        begun = {"conversationId": sent.conversation, "createdAt": at}
        yield {"event": "received", **begun, "messageId": self.new_id(), "id": "0"}
        answer = {"messageId": self.new_id()}
        yield {"event": "startMessage", **begun, **answer, "id": "1"}
        part = {**answer, "partId": "p0"}
        yield {"event": "appendText", **part, "text": markdown(notice), "id": "2"}
        yield {"event": "partCompleted", **part, "id": "3"}
        yield {"event": "done", **answer, "id": "4"}

    def greet(self, message: str) -> tuple[str, ...]:
        try:
            names = [event.name for event in _events(message)]
        except UnreadableError:
            return ()
        replies = {"setOptions": "connected", "ping": "pong"}
        if not names or not replies.keys() >= set(names):
            return ()
        return tuple(_framed({"event": replies[name]}) for name in names)


def _error(notice: Notice) -> str:
    return _framed({"event": "error", "errorCode": notice.topic.value})


def _framed(event: Mapping[str, str]) -> str:
    # Half a surrogate pair, from an id of the client's, could not be sent at all.
    return compact(event).encode(errors="replace").decode()


def _leaves(events: Sequence[_Event]) -> list[Leaf]:
    """Of all events; an address begins with the number of its event."""
    return [
        Leaf(leaf.pointer, leaf.text, leaf.is_key, (number, *leaf.address))
        for number, event in enumerate(events)
        for leaf in event.leaves()
        if not leaf.is_silent
    ]


def _events(message: str) -> list[_Event]:
    """Raises `UnreadableError`."""
    if len(message) > MAX_CHARS:
        raise UnreadableError("too-large")
    return [_Event.parse(text) for text in back_to_back(message)]


def back_to_back(message: str) -> list[str]:
    """
    The JSON texts that follow each other in `message`; joined they are `message` again.

    Raises `UnreadableError` for absurdly many, or absurdly deep ones.
    """
    texts = []
    start = depth = 0
    for token in _BRACKET.finditer(message):
        if token[0] == '"':  # a string without an end: the rest is no JSON
            break
        depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(token[0], 0)
        if depth > MAX_DEPTH:
            raise UnreadableError("too-deep")
        if depth == 0 and token[0] in "}]":
            texts.append(message[start : token.end()])
            start = token.end()
        if len(texts) > _MAX_OBJECTS:
            raise UnreadableError("too-large")
    rest = message[start:]
    if texts and rest.isspace():
        texts[-1] += rest
    elif rest or not texts:
        texts.append(rest)
    return texts
