"""
Reads requests that no codec knows, on a service that is allowed: every text, as it comes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from addons.services.form_document import FormDocument
from addons.services.generic_socket import GenericSocket
from addons.services.interface import (
    Cargo,
    Reading,
    Refusal,
    SocketCodec,
    UnreadableError,
    WireRequest,
)
from addons.services.json_document import JsonDocument, utf8
from addons.services.multipart_document import MultipartDocument
from addons.services.plain_turns import PlainTurns
from addons.services.record_document import LINES, RecordDocument
from addons.services.refusals import json_answer, one_line, status_for
from addons.services.wire_texts import (
    BODY,
    URL,
    Leaf,
    OpenedRequest,
    PlainDocument,
    TextDocument,
    below,
    leaves,
    paired,
    reading_of,
)
from policy.notice import Notice
from policy.prompt import Channel

_FORM: Final = "application/x-www-form-urlencoded"
_CHARSET: Final = re.compile(r"charset\s*=\s*\"?([^\s\";]*)", re.IGNORECASE)
_UTF8_NAMES: Final = {"utf-8", "utf8", "us-ascii", "ascii"}
_PROSE: Final = re.compile(r"text/[\w.+\-]+|application/(?:[\w.\-]+\+)?xml|application/graphql")
_BINARY: Final = re.compile(r"[\x00-\x08\x0e-\x1f]")
_MAGIC: Final = re.compile(
    rb"%PDF-|PK\x03\x04|\x89PNG\r\n\x1a\n|\xff\xd8\xff|GIF8[79]a|II\*\x00|MM\x00\*"
    rb"|RIFF....WEBP|\{\\rtf",
    re.DOTALL,
)
"""How files begin that a document's reader knows. It has the last word on what they are."""
_OF_A_STRETCH: Final = {"content-range", "upload-offset", "x-goog-upload-offset"}
_DULL_SEGMENT: Final = re.compile(r"[A-Za-z_\-]{0,40}|v[0-9]{1,2}[a-z0-9]{0,6}")
"""A word that a programmer gave to a path, such as `backend-api` or `v1beta`."""


class Walker(PlainTurns):
    """A `Codec` for every request of a service that has none of its own."""

    __slots__ = ()

    name = "any"

    def cargo(self, request: WireRequest) -> Cargo:
        """It knows no endpoint, so it passes none unread."""
        return Cargo.UNKNOWN

    def read(self, request: WireRequest) -> Reading:
        """
        Files in a body of their own, in a form or in base64 are among the documents. Raises
        `UnreadableError`: for a stretch of a file, whose rest comes elsewhere, `file`.
        """
        opened = _opened(request)
        written = opened.body is not None and bool(opened.body.texts)
        reading = reading_of(_leaves(opened), Channel.PROMPT if written else Channel.URL)
        files = _files(opened)
        if (files or reading.documents) and _OF_A_STRETCH & request.headers.keys():
            raise UnreadableError("file")
        if not files:
            return reading
        return replace(reading, channel=Channel.UPLOAD, documents=(*reading.documents, *files))

    def write(
        self,
        request: WireRequest,
        reading: Reading,
        texts: Sequence[str],
    ) -> WireRequest:
        opened = _opened(request)
        return opened.rebuilt(paired(_leaves(opened), texts))

    def refuse(self, request: WireRequest, notice: Notice) -> Refusal:
        """A JSON error in the two forms that most pages and clients look for."""
        message = one_line(notice)
        body = {"detail": message, "error": {"message": message, "code": notice.code}}
        return Refusal(response=json_answer(request, status_for(notice), body))

    def socket(self, request: WireRequest) -> SocketCodec | None:
        return GenericSocket()


def _opened(request: WireRequest) -> OpenedRequest:
    return OpenedRequest(request, None if _is_file(request) else body_document(request))


def _is_file(request: WireRequest) -> bool:
    """
    Whether the whole body is a file. Not where servers would take fields out of it by its type: to
    them a form that begins like a picture is a form.
    """
    named = request.media_type
    has_fields = named.startswith("multipart/") or "json" in named or named == _FORM
    return not has_fields and _MAGIC.match(request.body) is not None


def _files(opened: OpenedRequest) -> tuple[bytes, ...]:
    if isinstance(opened.body, MultipartDocument):
        return opened.body.files
    return (opened.request.body,) if opened.body is None and opened.request.body else ()


def _leaves(opened: OpenedRequest) -> list[Leaf]:
    body = leaves(opened.body.texts) if opened.body else iter(())
    found = [*below(BODY, body), *below(URL, _url_leaves(opened))]
    return [leaf for leaf in found if not leaf.is_silent]


def _url_leaves(opened: OpenedRequest) -> Iterator[Leaf]:
    for leaf in leaves(opened.url.texts):
        if leaf.pointer.startswith("/query") or not _DULL_SEGMENT.fullmatch(leaf.text):
            yield leaf


def body_document(request: WireRequest) -> TextDocument | None:
    """
    What the body is, by its content type and by its looks; None for an empty one.

    Raises `UnreadableError` for what cannot be read.
    """
    if not request.body:
        return None
    media_type = request.media_type
    if media_type.startswith("multipart/"):
        return MultipartDocument.parse(request.body, request.headers.get("content-type", ""))
    charset = _CHARSET.search(request.headers.get("content-type", ""))
    if charset and charset[1].lower() not in _UTF8_NAMES:
        raise UnreadableError("charset")
    text = utf8(request.body)
    is_json = "json" in media_type
    # Servers read JSON under any name, so we look before we believe the name. Where a form's
    # escapes are in it, its name is to be believed: as JSON they would stay undecoded.
    is_form = media_type == _FORM and "%" in text
    if is_json or (text.lstrip()[:1] in {"{", "[", '"'} and not is_form):
        document = _json(text)
        if document or is_json:
            return document or RecordDocument.parse(text, LINES)
    return _by_name(media_type, text)


def _json(text: str) -> TextDocument | None:
    for parse in (JsonDocument.parse, lambda lines: RecordDocument.parse(lines, LINES)):
        try:
            return parse(text)
        except UnreadableError as e:
            if str(e) != "not-json":
                raise
    return None


def _by_name(media_type: str, text: str) -> TextDocument:
    if _BINARY.search(text):
        raise UnreadableError("binary")
    if media_type == _FORM:
        return FormDocument.parse(text)
    if _PROSE.fullmatch(media_type):
        return PlainDocument(text)
    raise UnreadableError("unknown-content-type")
