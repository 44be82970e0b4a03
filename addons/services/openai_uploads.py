"""
How the OpenAI API takes a large file: an upload is begun, its parts are added, and it is completed.

Parts are kept until the file is as long as was said when it began. Then it is judged, and leaves
as one part in the place of the last; a completion names that one alone. The API puts no bound on
the number of parts, and 64 MB on one, which is more than we read of any file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Final

from addons.services.interface import (
    Grant,
    UnreadableError,
    UploadAct,
    UploadStep,
    WireRequest,
    WireResponse,
)
from addons.services.json_codec import Endpoint, JsonCodec
from addons.services.json_document import JsonDocument
from addons.services.multipart_document import MultipartDocument
from addons.services.plain_uploads import PlainUploads
from addons.services.refusals import json_answer
from addons.services.routes import Route, canonical
from addons.services.upload_steps import announcement, common_step, in_object
from addons.services.walker import Walker
from policy.prompt import Channel

_STEP: Final = re.compile(
    r"/.*/uploads(?:/(?P<id>[\w\-]{1,200})/(?P<what>parts|complete|cancel))?", re.ASCII
)
_UPLOADS: Final = re.compile(r"/.*/uploads(?:/.*)?", re.IGNORECASE)
_STEPS: Final = JsonCodec(
    name="openai-uploads",
    prompts=(Endpoint(route=Route("POST", "/**"), channel=Channel.UPLOAD),),
    opaque=("/part_ids/*", "/md5", "/purpose", "/mime_type", "/expires_after/anchor"),
    error=lambda request, notice: Walker().refuse(request, notice).response,
)


class OpenAiUploads(PlainUploads):
    """The `UploadCodec` of OpenAI, and of those who speak its language."""

    __slots__ = ()

    now: Callable[[], datetime]
    """For the time in the answers that we give to parts."""

    def upload(self, request: WireRequest) -> UploadStep | None:
        path = canonical(request.route) or ""
        step = _STEP.fullmatch(path)
        if step is None:
            return None if _UPLOADS.fullmatch(path) else common_step(request)
        match step["what"]:
            case "parts":
                return _part(request, step["id"])
            case "complete":
                return _aside(request, UploadAct.FINISH, step["id"])
            case "cancel":
                return _aside(request, UploadAct.CANCEL, step["id"])
            case _:
                size = in_object(JsonDocument.parse_bytes(request.body), "bytes")
                return announcement(_STEPS.read(request), size)

    def granted(self, request: WireRequest, answer: WireResponse) -> Grant | None:
        """By which name its parts will call an upload."""
        if not _is_beginning(request):
            return None
        with suppress(UnreadableError):
            id_ = in_object(JsonDocument.parse_bytes(answer.body), "id")
            if isinstance(id_, str):
                return Grant((id_,))
        return None

    def received(self, request: WireRequest, size: int) -> WireResponse:
        upload = _upload_of(request)
        part = {
            "id": _name(upload, size),
            "object": "upload.part",
            "created_at": int(self.now().timestamp()),
            "upload_id": upload,
        }
        return json_answer(request, 200, part)

    def whole(self, request: WireRequest, body: bytes) -> WireRequest:
        return self.rewritten(request, (body,))

    def finished(self, request: WireRequest, sizes: Sequence[int]) -> WireRequest:
        """Parts in another order than they came would make another file than was judged."""
        if not sizes:
            return request
        said = JsonDocument.parse_bytes(request.body).value
        parts = said.get("part_ids") if isinstance(said, dict) else None
        ours = [_name(_upload_of(request), size) for size in sizes]
        if not isinstance(parts, list) or parts[:-1] != ours:
            raise UnreadableError("file")
        return replace(request, body=json.dumps(said | {"part_ids": parts[-1:]}).encode())


def _is_beginning(request: WireRequest) -> bool:
    step = _STEP.fullmatch(canonical(request.route) or "")
    return step is not None and step["what"] is None


def _part(request: WireRequest, upload: str) -> UploadStep:
    form = MultipartDocument.parse(request.body, request.headers.get("content-type", ""))
    step = common_step(request)
    if len(form.files) != 1 or step.documents != form.files:
        raise UnreadableError("file")
    return replace(step, act=UploadAct.PIECE, file=upload)


def _aside(request: WireRequest, act: UploadAct, upload: str) -> UploadStep:
    """A step that only speaks of the file."""
    reading = _STEPS.read(request)
    return UploadStep(act=act, file=upload, parts=reading.parts, documents=reading.documents)


def _upload_of(request: WireRequest) -> str:
    step = _STEP.fullmatch(canonical(request.route) or "")
    return (step["id"] or "") if step else ""


def _name(upload: str, size: int) -> str:
    """What we call the part of an upload that ends at `size`; it looks as the API's own."""
    return f"part_{sha256(f'{upload} {size}'.encode()).hexdigest()[:32]}"
