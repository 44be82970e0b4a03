"""
What a codec is: where a service keeps its text, how to write it back, how to say no.

A codec knows one service's wire format and nothing else: no mitmproxy, no rules, no clock.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from policy.notice import Notice
from policy.prompt import Channel, Part


class UnreadableError(Exception):
    """
    A request should hold text and we cannot find it, so it may not leave.

    The message is a short machine word (`not-json`, `too-deep`): it ends up in the log.
    """


class Cargo(StrEnum):
    """What a request carries."""

    PROMPT = "prompt"
    """Text at places that the codec knows."""
    NOTHING = "nothing"
    """A reviewed endpoint without anybody's text: assets, telemetry, polling."""
    UNKNOWN = "unknown"
    """No codec knows it: its body and URL are walked and judged as they come."""
    UPLOAD = "upload"
    """A step of sending a file; `Codec.upload` tells which."""
    CLOSED = "closed"
    """A way of using the service that stays shut, with an explanation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WireRequest:
    """The little of an HTTP request that a codec may see."""

    method: str
    host: str
    """Canonical: lower case, no port, no trailing dot."""
    path: str = field(repr=False)
    """With its query string, as sent."""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Names in lower case; never cookies or credentials."""
    body: bytes = field(default=b"", repr=False)
    """Decoded: no content encoding is left on it."""
    remembered: dict[str, Any] = field(init=False, repr=False, compare=False, default_factory=dict)
    """What was made of it once and is asked for again; a changed copy begins with nothing."""

    @property
    def route(self) -> str:
        """The path without its query."""
        return self.path.partition("?")[0]

    @property
    def media_type(self) -> str:
        """The content type in lower case, without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class WireResponse:
    """An answer that we give in the service's stead."""

    status: int
    headers: tuple[tuple[str, str], ...] = field(repr=False)  # a service's may hold cookies
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The text, and the files, that a codec found in a request or a WebSocket message."""

    parts: tuple[Part, ...]
    channel: Channel
    documents: tuple[bytes, ...] = field(default=(), repr=False)
    """Whole files among the text: parts of a form, base64 in JSON; decoded."""
    conversation: str = field(default="", repr=False)
    """The service's id of the conversation; the same value keeps its placeholder within it."""


@dataclass(frozen=True, slots=True)
class ForgedId:
    """
    An id that exists only because we answered in the service's stead. The page will send it
    with the next turn; upstream must get `stands_for`, or nothing where that is None.
    """

    id: str
    stands_for: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A "no" in the service's own format, with the ids it made up."""

    response: WireResponse
    forged: tuple[ForgedId, ...] = ()


class UploadAct(StrEnum):
    """What a step of an upload does."""

    ANNOUNCE = "announce"
    """Says which file will come, and asks where to put it."""
    BYTES = "bytes"
    """The file, or a stretch of it."""
    PIECE = "piece"
    """A piece of the file, which does not say where in it it stands."""
    JOIN = "join"
    """Says of which pieces the file is made."""
    FINISH = "finish"
    """Says that the file is there, so that the service takes it in."""
    QUERY = "query"
    """Asks how much of the file is there."""
    CANCEL = "cancel"
    """Gives the upload up."""
    OTHER = "other"
    """Changes a setting, asks for something: all text in it is judged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadStep:
    """One request of an upload. What ties the steps together is `file`."""

    act: UploadAct
    file: str = field(default="", repr=False)
    """The service's id of the file, or the URL that it is sent to; empty while it has neither."""
    parts: tuple[Part, ...] = ()
    """Its name and type, and all other text beside it."""
    documents: tuple[bytes, ...] = field(default=(), repr=False)
    """Whole files; where there is more of it to come, the one stretch."""
    size: int | None = None
    """Bytes of the whole file, as far as the client says."""
    offset: int = 0
    """Where the stretch begins."""
    final: bool = True
    """Whether the file is complete with it."""
    pieces: tuple[str, ...] = field(default=(), repr=False)
    """
    The names of pieces: of a PIECE its own, of a JOIN all, in order. A PIECE without one follows
    those before it, and the file is complete when it is as long as was announced.
    """

    @property
    def is_stretch(self) -> bool:
        """Whether more of the file came before, or comes after."""
        return self.act is UploadAct.BYTES and (self.offset > 0 or not self.final)


@dataclass(frozen=True, slots=True)
class Grant:
    """What a service's answer to a step gives the client, to go on with."""

    ids: tuple[str, ...] = field(default=(), repr=False)
    """By which messages will name the file."""
    place: str = field(default="", repr=False)
    """The URL that its bytes are to be sent to, as `UploadStep.file` has it."""


class AnswerFilter(Protocol):
    """Changes an answer's text while it streams: bytes in, bytes out, nothing held back long."""

    def feed(self, chunk: bytes) -> bytes: ...

    def close(self) -> bytes: ...


class UploadCodec(Protocol):
    """How one service takes files."""

    def upload(self, request: WireRequest) -> UploadStep | None:
        """
        Which step an UPLOAD request is; None for a way that stays shut. Raises `UnreadableError`.
        """
        ...

    def granted(self, request: WireRequest, answer: WireResponse) -> Grant | None:
        """What the service's `answer` to a step that we sent on says of the file. Never raises."""
        ...

    def received(self, request: WireRequest, size: int) -> WireResponse:
        """The answer to a stretch that we keep until the rest is there: `size` bytes so far."""
        ...

    def whole(self, request: WireRequest, body: bytes) -> WireRequest:
        """The request that sends all of `body` at once, made of the last stretch's."""
        ...

    def finished(self, request: WireRequest, sizes: Sequence[int]) -> WireRequest:
        """
        A FINISH without the names that we gave to pieces which did not leave by themselves; the
        file was `sizes[i]` bytes long after piece `i`. Raises `UnreadableError` where it joins
        them in another way than they were judged.
        """
        ...

    def rewritten(self, request: WireRequest, documents: Sequence[bytes]) -> WireRequest:
        """
        A step with `documents[i]` in the place of its file `i`, and every other byte as it was.
        Law: with the same files it gives the same bytes. Raises `UnreadableError` where files
        cannot be replaced.
        """
        ...

    def attachments(self, request: WireRequest) -> tuple[str, ...]:
        """
        The ids of uploaded files that a PROMPT request uses. Raises `UnreadableError`.
        """
        ...


class Codec(UploadCodec, Protocol):
    """One HTTP service. Law: `write(request, reading, same texts)` gives the same bytes."""

    @property
    def name(self) -> str:
        """Slug of the service in the catalogue."""
        ...

    def cargo(self, request: WireRequest) -> Cargo:
        """What `request` carries, by its method and place alone; the body is not read."""
        ...

    def read(self, request: WireRequest) -> Reading:
        """All text in a PROMPT request. Raises `UnreadableError`."""
        ...

    def write(self, request: WireRequest, reading: Reading, texts: Sequence[str]) -> WireRequest:
        """
        `request` with `texts[i]` in the place of `reading.parts[i]`, and every other byte as it
        was. Raises `UnreadableError`.
        """
        ...

    def refuse(self, request: WireRequest, notice: Notice) -> Refusal:
        """`notice` as the service itself would say it. Must work for a body it cannot read."""
        ...

    def mend(self, request: WireRequest, forged: Mapping[str, str | None]) -> WireRequest:
        """`request` with the ids that we made up replaced by genuine ones, or taken out."""
        ...

    def stand_in(self, request: WireRequest, forged: Mapping[str, str | None]) -> Refusal | None:
        """What to answer when a page asks for a conversation that only we know of, or None."""
        ...

    def socket(self, request: WireRequest) -> SocketCodec | None:
        """Who reads the messages of the WebSocket that `request` opens; None: it stays shut."""
        ...

    def answers(self, request: WireRequest, originals: Mapping[str, str]) -> AnswerFilter | None:
        """A filter that puts `originals` back for placeholders; None where there is none yet."""
        ...


class SocketCodec(Protocol):
    """The messages of one kind of WebSocket, from the client to the service."""

    def read(self, message: str) -> Reading | None:
        """
        All text in `message`, or None for a reviewed one without any.

        Raises `UnreadableError`: then the message does not leave.
        """
        ...

    def write(self, message: str, reading: Reading, texts: Sequence[str]) -> str: ...

    def attachments(self, message: str) -> tuple[str, ...]:
        """The ids of uploaded files that `message` uses. Raises `UnreadableError`."""
        ...

    def refuse(self, message: str, notice: Notice) -> tuple[str, ...]:
        """Messages for the client that say no; none where silence is right (drafts)."""
        ...


class StandInSocket(SocketCodec, Protocol):
    """
    A `SocketCodec` whose client first wants to be greeted. Where no server stands behind the
    socket, because the service is shut, we answer in its stead until there is a chat to refuse.
    """

    def greet(self, message: str) -> tuple[str, ...]:
        """
        What the server would answer to a handshake, a ping or options; none if `message` holds
        anything else, or cannot be read. Never raises.
        """
        ...
