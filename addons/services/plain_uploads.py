"""
What a codec does whose service takes no files, or takes them in one request.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from addons.services.interface import Grant, UploadStep, WireRequest, WireResponse
from addons.services.multipart_document import MultipartDocument
from addons.services.refusals import json_answer


class PlainUploads:
    """An `UploadCodec` under which every file stays here."""

    __slots__ = ()

    def upload(
        self,
        request: WireRequest,
    ) -> UploadStep | None:
        return None

    def granted(
        self,
        request: WireRequest,
        answer: WireResponse,
    ) -> Grant | None:
        return None

    def received(self, request: WireRequest, size: int) -> WireResponse:
        return json_answer(request, 200, {})

    def whole(self, request: WireRequest, body: bytes) -> WireRequest:
        return replace(request, body=body)

    def finished(self, request: WireRequest, sizes: Sequence[int]) -> WireRequest:
        return request

    def rewritten(self, request: WireRequest, documents: Sequence[bytes]) -> WireRequest:
        """Files in a form; of everything else nobody knows who was told its length."""
        form = MultipartDocument.parse(request.body, request.headers.get("content-type", ""))
        return replace(request, body=form.with_files(documents))

    def attachments(
        self,
        request: WireRequest,
    ) -> tuple[str, ...]:
        return ()


class PlainSocketUploads:
    """The same for a `SocketCodec` whose messages name no uploaded files."""

    __slots__ = ()

    def attachments(
        self,
        message: str,
    ) -> tuple[str, ...]:
        return ()
