"""
A process that does nothing but look for sensitive text: texts in, positions out.

It says that it is ready only after it found what must be found. It never prints: whatever a
library writes about the text at hand goes nowhere. It ends when its gateway does.
"""

from __future__ import annotations

import contextlib
import gc
import json
import logging
import pickle
import signal
import socket
import sys
from collections.abc import Callable, Iterator

from policy.detectors.interface import Detector
from policy.finding import Kind
from policy.judge import scan
from proxy.detection_frames import (
    MAX_FRAME,
    FrameBuffer,
    framed,
    pack_answer,
    pack_failure,
    unpack_request,
)
from proxy.priority import stand_back

NUMBER = "85.07.30-033.28"
"""The rijksregisternummer that specimens of the Belgian identity card use; its check holds."""

CANARY = ("Goedemorgen, kan je dit nalezen?", f"Mijn rijksregisternummer is {NUMBER}.")

_CHUNK = 1 << 18
_NICENESS = 1
"""Just below the gateway: its event loop comes first, but everybody waits for detection."""


def main(handle: int) -> int:
    """Serve on the socket `handle`. Its first message says how to build the detector."""
    _be_quiet()
    with socket.socket(fileno=handle) as peer:
        messages = _messages(peer)
        try:
            build, limit_seconds = _orders(next(messages))
            detector = build()
            if not finds_canary(detector):
                raise LookupError("the detector misses a national register number")  # noqa: TRY301 -- told like every other failure
        except Exception as e:  # noqa: BLE001 -- told to the gateway, which decides
            peer.sendall(framed(json.dumps({"failed": _told(e)}).encode()))
            return 1
        gc.collect()
        gc.freeze()
        peer.sendall(framed(b'{"ready":true}'))
        _serve(peer, messages, detector, limit_seconds)
    return 0


def finds_canary(detector: Detector) -> bool:
    """Whether `detector` finds a national register number, and at its place."""
    start = CANARY[1].index(NUMBER)
    return any(
        (f.kind, f.part, f.start) == (Kind.NATIONAL_NUMBER, 1, start)
        and f.end == start + len(NUMBER)
        for f in scan(CANARY, detector)
    )


def _serve(
    peer: socket.socket, messages: Iterator[bytes], detector: Detector, limit_seconds: float
) -> None:
    for message in messages:
        # Should the gateway be killed while a detector runs wild, the kernel ends us.
        signal.setitimer(signal.ITIMER_REAL, limit_seconds)
        number, texts = unpack_request(message)
        try:
            answer = pack_answer(number, scan(texts, detector))
        except Exception as e:  # noqa: BLE001 -- only its type is told: a message may quote text
            answer = pack_failure(number, type(e).__name__)
            # Whatever broke may have broken more than this one prompt.
            if not finds_canary(detector):
                return
        peer.sendall(answer)
        signal.setitimer(signal.ITIMER_REAL, 0)


def _messages(peer: socket.socket) -> Iterator[bytes]:
    buffer = FrameBuffer(MAX_FRAME)
    with contextlib.suppress(ConnectionError):  # the gateway is gone
        while data := peer.recv(_CHUNK):
            yield from buffer.feed(data)


def _orders(message: bytes) -> tuple[Callable[[], Detector], float]:
    """How to build, and the seconds that one scan may take at the very most."""
    build, limit_seconds = pickle.loads(message)  # noqa: S301 -- from the process that started us, over a socket that nobody else has
    return build, float(limit_seconds)


def _be_quiet() -> None:
    # Ctrl-C and service managers signal the whole group; our end is the gateway's to decide,
    # or the end of its socket.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    logging.disable(logging.CRITICAL)
    stand_back(_NICENESS)


def _told(failure: Exception) -> str:
    """No prompt was seen yet, so this may be told in full."""
    return f"{type(failure).__name__}: {failure}"[:500]


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
