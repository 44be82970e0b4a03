"""
A codec for a service that talks JSON, told by a table where its texts are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from addons.services.interface import (
    Cargo,
    Reading,
    Refusal,
    UnreadableError,
    UploadStep,
    WireRequest,
    WireResponse,
)
from addons.services.json_document import JsonDocument, JsonText, pointer_pattern
from addons.services.plain_turns import PlainTurns
from addons.services.routes import Route
from addons.services.upload_steps import common_step
from addons.services.wire_texts import (
    BODY,
    TOKEN,
    URL,
    Leaf,
    OpenedRequest,
    below,
    is_word_key,
    json_body,
    leaves,
    paired,
    reading_of,
)
from policy.notice import Notice
from policy.prompt import Channel

_BASE64: Final = re.compile(r"[A-Za-z0-9+/_=\-\s]{40,}")
"""At a place for media; what is shorter, or has other characters, is read as text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One way in for text. What its lists do not name is judged all the same."""

    route: Route
    texts: tuple[str, ...] = ()
    """Pointer patterns of what people wrote: read first, and whole even where it is JSON."""
    opaque: tuple[str, ...] = ()
    """Pointer patterns of ids, enums and tokens; not judged while they look like one."""
    channel: Channel = Channel.PROMPT
    conversation: str = ""
    """Pointer of the conversation's id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonCodec(PlainTurns):
    """
    A `Codec` by table. Shut routes go before prompts, and prompts before reviewed ones.

    On a prompt's endpoint every string, key and long number is read that is not opaque, so a
    field that nobody has heard of cannot carry text out unseen.
    """

    name: str
    prompts: tuple[Endpoint, ...]
    nothing: tuple[Route, ...] = ()
    """Reviewed: no text of anybody."""
    uploads: tuple[Route, ...] = ()
    closed: tuple[Route, ...] = ()
    opaque: tuple[str, ...] = ()
    """Opaque pointer patterns on all endpoints."""
    media: tuple[str, ...] = ()
    """Pointer patterns of files in base64."""
    error: Callable[[WireRequest, Notice], WireResponse]
    """The service's own words for a refused request."""

    def cargo(self, request: WireRequest) -> Cargo:
        if any(route.leads(request) for route in self.closed):
            return Cargo.CLOSED
        if any(route.leads(request) for route in self.uploads):
            return Cargo.UPLOAD
        if self.endpoint(request):
            return Cargo.PROMPT
        if any(route.leads_exactly(request) for route in self.nothing):
            return Cargo.NOTHING
        return Cargo.UNKNOWN

    def endpoint(self, request: WireRequest) -> Endpoint | None:
        """The first endpoint in the table to which `request` goes."""
        return next((e for e in self.prompts if e.route.leads(request)), None)

    def read(self, request: WireRequest) -> Reading:
        opened = OpenedRequest(request, document := json_body(request))
        endpoint = self._known(request)
        found = self._leaves(endpoint, opened)
        return reading_of(found, endpoint.channel, conversation_in(endpoint, document))

    def write(
        self,
        request: WireRequest,
        reading: Reading,
        texts: Sequence[str],
    ) -> WireRequest:
        opened = OpenedRequest(request, json_body(request))
        found = self._leaves(self._known(request), opened)
        return opened.rebuilt(paired(found, texts))

    def upload(self, request: WireRequest) -> UploadStep | None:
        return common_step(request)

    def refuse(self, request: WireRequest, notice: Notice) -> Refusal:
        return Refusal(response=self.error(request, notice))

    def leaves_of(self, endpoint: Endpoint, texts: Sequence[JsonText]) -> list[Leaf]:
        """
        What is to be judged of a document's texts: known places first, then the rest.
        """
        known = pointer_pattern(endpoint.texts)
        opaque = pointer_pattern(self.opaque + endpoint.opaque)
        media = pointer_pattern(self.media)
        written: list[Leaf] = []
        others: list[Leaf] = []
        for index, text in enumerate(texts):
            if text.is_key:
                if not is_word_key(text.text):
                    others.append(Leaf(text.pointer, text.text, is_key=True, address=(index,)))
            elif known.fullmatch(text.pointer):
                written.append(Leaf(text.pointer, text.text, is_key=False, address=(index,)))
            elif media.fullmatch(text.pointer):
                if _BASE64.fullmatch(text.text):
                    others.append(Leaf(text.pointer, text.text, False, (index,), holds_file=True))  # noqa: FBT003 -- no key
                else:
                    others += _unfolded(index, text)
            elif not (opaque.fullmatch(text.pointer) and TOKEN.fullmatch(text.text)):
                others += _unfolded(index, text)
        return [leaf for leaf in (*written, *others) if not leaf.is_silent]

    def _leaves(self, endpoint: Endpoint, opened: OpenedRequest) -> list[Leaf]:
        found: list[Leaf] = []
        if opened.body is not None:
            found += below(BODY, self.leaves_of(endpoint, opened.body.texts))
        if "?" in opened.request.path or "%" in opened.request.path:
            found += below(URL, self._of_url(opened))
        return found

    def _of_url(self, opened: OpenedRequest) -> Iterator[Leaf]:
        # The path is known, save for the ids in it; its query may say anything.
        opaque = pointer_pattern(("/path/*", *self.opaque))
        for leaf in leaves(opened.url.texts):
            is_token = opaque.fullmatch(leaf.pointer) and TOKEN.fullmatch(leaf.text)
            if not (leaf.is_silent or is_token):
                yield leaf

    def _known(self, request: WireRequest) -> Endpoint:
        if endpoint := self.endpoint(request):
            return endpoint
        raise UnreadableError("unknown-endpoint")


def conversation_in(endpoint: Endpoint, document: JsonDocument | None) -> str:
    """The conversation's id in `document`; empty without one."""
    if document is None or not endpoint.conversation:
        return ""
    return document.text_at(endpoint.conversation) or ""


def _unfolded(index: int, text: JsonText) -> Iterator[Leaf]:
    for leaf in leaves((text,)):
        yield Leaf(leaf.pointer, leaf.text, leaf.is_key, (index, *leaf.address[1:]))
