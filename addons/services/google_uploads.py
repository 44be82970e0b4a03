"""
Google's resumable uploads, which Gemini's page and the Gemini API share: a start, whose answer
names an address, then stretches with a command in a header; and the older form with Content-Range.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final
from urllib.parse import unquote

from addons.services.form_document import FormDocument
from addons.services.interface import (
    Grant,
    Reading,
    UnreadableError,
    UploadAct,
    UploadStep,
    WireRequest,
    WireResponse,
)
from addons.services.json_document import utf8
from addons.services.plain_uploads import PlainUploads
from addons.services.refusals import json_answer
from addons.services.upload_steps import announcement, common_step, place_at, place_of
from addons.services.walker import Walker
from addons.services.wire_texts import TOKEN
from policy.prompt import Channel, Part

_COMMAND: Final = "x-goog-upload-command"
_OFFSET: Final = "x-goog-upload-offset"
_SIZE: Final = "x-goog-upload-header-content-length"
_FILE_NAME: Final = "x-goog-upload-file-name"
_RANGE: Final = "content-range"
_OURS: Final = {"alt", "$alt", "key", "upload_id", "upload_protocol", "uploadType"}
"""Fields of the address that the protocol itself has; `key` is the caller's own for Google."""
_LABEL: Final = re.compile(r"\s*File name:\s*", re.IGNORECASE)
_NUMBER: Final = re.compile(r"[0-9]{1,12}", re.ASCII)
_CONTENT_RANGE: Final = re.compile(
    r"bytes (?:([0-9]{1,12})-([0-9]{1,12})|\*)/([0-9]{1,12}|\*)", re.ASCII
)
_UPLOADED: Final = re.compile(r"/contrib_service/[\w.:/\-]{1,500}", re.ASCII)
_EXPOSED: Final = "X-Goog-Upload-Size-Received, X-Goog-Upload-Status"
_GO_ON: Final = 308


class GoogleUploads(PlainUploads):
    """The `UploadCodec` of Google's upload servers."""

    __slots__ = ()

    def upload(self, request: WireRequest) -> UploadStep | None:
        if _RANGE in request.headers:
            return _ranged(request)
        if _COMMAND not in request.headers:
            return common_step(request)
        commands = frozenset(c.strip().lower() for c in request.headers[_COMMAND].split(","))
        match sorted(commands):
            case ["start"]:
                return _start(request)
            case ["upload"] | ["finalize"] | ["finalize", "upload"]:
                return _stretch(request, is_final="finalize" in commands)
            case ["query"] | ["cancel"]:
                return _other(request, UploadAct(*commands))
            case _:
                raise UnreadableError("file")

    def granted(self, request: WireRequest, answer: WireResponse) -> Grant | None:
        """Where the bytes go; of Gemini's page, by which name a message will use them."""
        headers = dict(answer.headers)
        url = headers.get("x-goog-upload-url") or headers.get("location", "")
        ids = _UPLOADED.fullmatch(answer.body[:1000].decode(errors="replace").strip())
        return Grant((ids[0],) if ids else (), place_at(url)) if url or ids else None

    def received(self, request: WireRequest, size: int) -> WireResponse:
        """What the server would say to a stretch, or when it is asked how far it is."""
        answer = json_answer(request, 200, {})
        if _RANGE in request.headers:
            known = (("range", f"bytes=0-{size - 1}"),) if size else ()
            return replace(answer, status=_GO_ON, headers=(*answer.headers, *known), body=b"")
        told = (
            ("x-goog-upload-status", "active"),
            ("x-goog-upload-size-received", str(size)),
            ("access-control-expose-headers", _EXPOSED),
        )
        return replace(answer, headers=(*answer.headers, *told), body=b"")

    def whole(self, request: WireRequest, body: bytes) -> WireRequest:
        headers = {name: value for name, value in request.headers.items() if name != _RANGE}
        if _COMMAND in headers:
            headers |= {_COMMAND: "upload, finalize", _OFFSET: "0"}
        return replace(request, headers=headers, body=body)


def final_refusal(answer: WireResponse) -> WireResponse:
    """A refusal of an upload that clients do not take for a hiccup."""
    told = (("x-goog-upload-status", "final"), ("access-control-expose-headers", _EXPOSED))
    return replace(answer, headers=(*answer.headers, *told))


def _start(request: WireRequest) -> UploadStep:
    reading = _body(request)
    beside = (*reading.parts, *_of_address(request), *_of_headers(request))
    size = request.headers.get(_SIZE, "")
    known = int(size) if _NUMBER.fullmatch(size) else None
    return announcement(replace(reading, parts=beside), known)


def _other(request: WireRequest, act: UploadAct) -> UploadStep:
    """To ask how far it is, or to cancel, nobody needs a file."""
    reading = _body(request)
    if reading.documents:
        raise UnreadableError("file")
    return UploadStep(act=act, file=place_of(request), parts=reading.parts)


def _stretch(request: WireRequest, *, is_final: bool) -> UploadStep:
    # Where a bare "finalize" has no offset, nobody knows how much of the file it ends.
    offset = request.headers.get(_OFFSET, "0" if request.body else "")
    if not _NUMBER.fullmatch(offset):
        raise UnreadableError("file")
    return UploadStep(
        act=UploadAct.BYTES,
        file=place_of(request),
        parts=_of_headers(request),
        documents=(request.body,),
        offset=int(offset),
        final=is_final,
    )


def _ranged(request: WireRequest) -> UploadStep:
    """A stretch that says by `Content-Range` (RFC 9110, 14.4) where it stands."""
    said = _CONTENT_RANGE.fullmatch(request.headers[_RANGE].strip())
    if not said:
        raise UnreadableError("file")
    total = None if said[3] == "*" else int(said[3])
    if said[1] is None:
        if request.body:
            raise UnreadableError("file")
        return UploadStep(act=UploadAct.QUERY, file=place_of(request))
    start, end = int(said[1]), int(said[2]) + 1
    if end - start != len(request.body) or (total is not None and end > total):
        raise UnreadableError("file")
    return UploadStep(
        act=UploadAct.BYTES,
        file=place_of(request),
        documents=(request.body,),
        size=total,
        offset=start,
        final=end == total,
    )


def _body(request: WireRequest) -> Reading:
    """What a start tells of a file: JSON, or a line with its name. Raises `UnreadableError`."""
    if request.body.lstrip()[:1] == b"{":
        json = {**request.headers, "content-type": "application/json"}
        return Walker().read(replace(request, path="/", headers=json))
    name = _LABEL.sub("", utf8(request.body), count=1)
    texts = dict.fromkeys(filter(str.strip, (name, unquote(name))))
    return Reading(parts=tuple(Part("/name", text) for text in texts), channel=Channel.UPLOAD)


def _of_headers(request: WireRequest) -> tuple[Part, ...]:
    name = request.headers.get(_FILE_NAME, "")
    texts = dict.fromkeys(filter(None, (name, unquote(name))))
    return tuple(Part("/headers/name", text) for text in texts)


def _of_address(request: WireRequest) -> tuple[Part, ...]:
    """What somebody may have put into the address of a start."""
    query = request.path.partition("?")[2]
    return tuple(Part("/query", text) for text in _strange(FormDocument.parse(query)))


def _strange(form: FormDocument) -> Iterator[str]:
    for name, value in form.pairs:
        if name not in _OURS:
            yield name
        if value and not (name in _OURS and TOKEN.fullmatch(value)):
            yield value
