"""
What a codec does that makes up no ids, opens no WebSocket and leaves answers as they are.
"""

from __future__ import annotations

from collections.abc import Mapping

from addons.services.interface import AnswerFilter, Refusal, SocketCodec, WireRequest
from addons.services.plain_uploads import PlainUploads


class PlainTurns(PlainUploads):
    """The quiet half of `Codec`, to build on."""

    __slots__ = ()

    def mend(
        self,
        request: WireRequest,
        forged: Mapping[str, str | None],
    ) -> WireRequest:
        return request

    def stand_in(
        self,
        request: WireRequest,
        forged: Mapping[str, str | None],
    ) -> Refusal | None:
        return None

    def socket(
        self,
        request: WireRequest,
    ) -> SocketCodec | None:
        return None

    def answers(
        self,
        request: WireRequest,
        originals: Mapping[str, str],
    ) -> AnswerFilter | None:
        return None
