"""
A service's answer to a step of an upload: passed on whole, once we know what it says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import structlog
from mitmproxy import http

from addons.bodies import decoded
from addons.outcome import Heard
from addons.services.interface import UnreadableError, WireResponse

_log = structlog.get_logger()

_MAX_BYTES = 256 * 1024
"""Such answers are a few hundred bytes; a longer one goes on unheard."""


@dataclass(slots=True)
class Overheard:
    """
    What mitmproxy calls with each piece of an answer's body, and with nothing at its end.

    The pieces are kept until the end: a client that has its file's id must not be faster than we
    are. It never raises; an answer that we cannot read tells us nothing, so its file stays unknown.
    """

    answer: http.Response
    tell: Heard = field(repr=False)
    _pieces: list[bytes] = field(default_factory=list, repr=False)
    _size: int = 0
    _is_over: bool = False

    def __call__(self, piece: bytes) -> Sequence[bytes]:
        if self._is_over:
            return [piece] if piece else []
        if piece:
            self._pieces.append(piece)
            self._size += len(piece)
            if self._size <= _MAX_BYTES:
                return []
            self._is_over = True
        else:
            self.end()
        held, self._pieces = self._pieces, []
        return held

    def end(self) -> None:
        """The answer is there; also for one without a body, with which nobody calls us."""
        if self._is_over:
            return
        self._is_over = True
        try:
            self.tell(self._answer())
        except UnreadableError as unreadable:
            _log.warning("upload.answer_unread", reason=str(unreadable))
        except Exception as failure:  # noqa: BLE001 -- the answer is the client's, whatever we make of it
            _log.error("upload.answer_unread", reason=type(failure).__name__)

    def _answer(self) -> WireResponse:
        encoding = self.answer.headers.get("content-encoding", "")
        return WireResponse(
            status=self.answer.status_code,
            headers=tuple((k.lower(), v) for k, v in self.answer.headers.items()),
            body=decoded(b"".join(self._pieces), encoding, _MAX_BYTES),
        )
