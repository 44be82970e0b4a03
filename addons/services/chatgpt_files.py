"""
How ChatGPT's pages send files: announced, put at a signed address on another host, taken in, and
then used by a message.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from addons.services.azure_blobs import blob_step, block_kept, put_blob
from addons.services.chatgpt_routes import (
    BLOBS,
    GUEST_FORMS,
    GUESTS,
    OPAQUE,
    SIGNED_IN,
    preparing,
    sending,
)
from addons.services.form_document import FormDocument
from addons.services.interface import (
    Grant,
    UnreadableError,
    UploadAct,
    UploadStep,
    WireRequest,
    WireResponse,
)
from addons.services.json_codec import Endpoint, JsonCodec
from addons.services.json_document import JsonDocument, JsonText, pointer_pattern
from addons.services.plain_uploads import PlainUploads
from addons.services.routes import Route, canonical
from addons.services.upload_steps import announcement, common_step, in_object, place_at
from addons.services.walker import Walker
from addons.services.wire_texts import json_body
from policy.prompt import Channel

_PREFIXES: Final = (*SIGNED_IN, *GUESTS)
_ANNOUNCE: Final = tuple(Route("POST", f"{prefix}/files") for prefix in _PREFIXES)
_TAKE_IN: Final = tuple(
    Route("POST", f"{prefix}/files/process_upload_stream") for prefix in _PREFIXES
)
_UPLOADED: Final = tuple(Route("POST", f"{prefix}/files/*/uploaded") for prefix in _PREFIXES)
_MESSAGES: Final = tuple(
    route for kind in (sending, preparing) for route in kind((*SIGNED_IN, "/backend-anon"))
)
_STEPS: Final = JsonCodec(
    name="chatgpt",
    prompts=tuple(
        Endpoint(route=route, texts=("/file_name",), channel=Channel.UPLOAD)
        for route in (*_ANNOUNCE, *_TAKE_IN, *_UPLOADED)
    ),
    opaque=(*OPAQUE, "/use_case", "/entry_surface", "/timezone_offset_min", "/**/mime_type"),
    error=lambda request, notice: Walker().refuse(request, notice).response,
)
_PLACES: Final = (
    "/**/attachments/*/id",
    "/**/attachments/*/library_file_id",
    "/**/asset_pointer",
    "/**/file_id",
    "/**/imageAttachments/*/fileId",
    "/**/pendingImageUploads/*/fileId",
)
"""Where a message names the files that are attached to it."""
_ATTACHED: Final = pointer_pattern(_PLACES)
_LAST_STEPS: Final = tuple({f"/{place.rpartition('/')[2]}" for place in _PLACES})
_POINTER: Final = re.compile(r"[a-z\-]+://")
"""Before the id in an `asset_pointer`."""


class ChatGptFiles(PlainUploads):
    """The `UploadCodec` of ChatGPT."""

    __slots__ = ()

    def upload(self, request: WireRequest) -> UploadStep | None:
        if any(route.leads(request) for route in BLOBS):
            return blob_step(request)
        if any(route.leads(request) for route in _ANNOUNCE):
            return announcement(_STEPS.read(request), in_object(json_body(request), "file_size"))
        if any(route.leads(request) for route in _TAKE_IN):
            return _finish(request, in_object(json_body(request), "file_id"))
        if any(route.leads(request) for route in _UPLOADED):
            return _finish(request, (canonical(request.route) or "").split("/")[-2])
        return common_step(request)

    def granted(self, request: WireRequest, answer: WireResponse) -> Grant | None:
        if not any(route.leads(request) for route in _ANNOUNCE):
            return None
        with suppress(UnreadableError):
            said = JsonDocument.parse_bytes(answer.body)
            id_, url = in_object(said, "file_id"), in_object(said, "upload_url")
            if isinstance(id_, str) and isinstance(url, str):
                return Grant((id_,), place_at(url))
        return None

    def received(self, request: WireRequest, size: int) -> WireResponse:
        return block_kept(request)

    def whole(self, request: WireRequest, body: bytes) -> WireRequest:
        return put_blob(request, body)

    def attachments(self, request: WireRequest) -> tuple[str, ...]:
        if any(route.leads(request) for route in _MESSAGES):
            texts = _texts_in(request)
        elif any(route.leads(request) for route in GUEST_FORMS):
            texts = tuple(_unfolded(FormDocument.parse_bytes(request.body)))
        else:
            return ()
        found = (_POINTER.sub("", t.text, count=1) for t in texts
                 if t.pointer.endswith(_LAST_STEPS) and not t.is_key and t.text
                 and _ATTACHED.fullmatch(t.pointer))  # fmt: skip
        return tuple(dict.fromkeys(found))


def _finish(request: WireRequest, file: object) -> UploadStep:
    if not isinstance(file, str) or not file:
        raise UnreadableError("file")
    reading = _STEPS.read(request)
    return UploadStep(
        act=UploadAct.FINISH, file=file, parts=reading.parts, documents=reading.documents
    )


def _texts_in(request: WireRequest) -> tuple[JsonText, ...]:
    document = json_body(request)
    if document is None:
        raise UnreadableError("not-json")
    return document.texts


def _unfolded(form: FormDocument) -> Iterator[JsonText]:
    """The texts of a form's fields, which hold JSON."""
    for text in form.texts:
        if (inner := text.nested()) is not None:
            yield from (t._replace(pointer=text.pointer + t.pointer) for t in inner.texts)
