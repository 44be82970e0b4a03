"""
How long a frame of a WebSocket is on its way there and back: `python -m bench.sockets [--write]`.

The service sends each frame back as it came.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from statistics import median, quantiles

import uvloop
from websockets.frames import Frame, Opcode

from bench.chapters import print_chapter
from bench.client import PROMPT, Stream, connection
from bench.fake_upstream import ECHOED
from bench.gateway import HOST, Target, targets
from bench.report import DIRECT

TITLE = "Frames of a WebSocket"
ROUNDS, FRAMES = 10, 200
"""Rounds in turns, and frames of each round, one after the other."""
_QUIET = {"type": "response.cancel", "sequence_number": 1234567}
_INPUT = [{"type": "message", "role": "user", "content": [{"type": "input_text", "text": PROMPT}]}]
_SPOKEN = {"type": "response.create", "model": "gpt-5", "input": _INPUT}
KINDS = {
    "without a prompt": json.dumps(_QUIET).encode(),
    "60-word prompt": json.dumps(_SPOKEN).encode(),
}
"""As Codex sends them; the first has nobody's text in it, so it is read and not judged."""

type Times = dict[tuple[str, str], list[float]]
"""Seconds of each frame, by kind and target."""


@asynccontextmanager
async def _opened(target: Target) -> AsyncIterator[Stream]:
    key = os.urandom(16).hex()[:22]
    lines = (
        "GET /backend-api/codex/responses HTTP/1.1",
        f"host: {HOST}",
        "connection: Upgrade",
        "upgrade: websocket",
        "sec-websocket-version: 13",
        f"sec-websocket-key: {key}==",
        ECHOED.decode(),
    )
    async with connection(target) as stream:
        stream[1].write("\r\n".join((*lines, "", "")).encode())
        head = await stream[0].readuntil(b"\r\n\r\n")
        if b" 101 " not in head.splitlines()[0]:
            raise RuntimeError(f"no WebSocket through {target.name}: {head[:80]!r}")
        yield stream


async def _round_trips(stream: Stream, said: bytes, count: int) -> list[float]:
    """Raises `RuntimeError` when something else comes back."""
    reader, writer = stream
    asked = Frame(Opcode.TEXT, said).serialize(mask=True)
    expected = Frame(Opcode.TEXT, said).serialize(mask=False)
    times = []
    for _ in range(count):
        start = time.perf_counter()
        writer.write(asked)
        heard = await reader.readexactly(len(expected))
        times.append(time.perf_counter() - start)
        if heard != expected:
            raise RuntimeError("another frame came back")
    return times


async def measure(found: list[Target], rounds: int, frames: int) -> Times:
    """In turns: what else the machine does hits all alike."""
    times: Times = defaultdict(list)
    async with contextlib.AsyncExitStack() as stack:
        streams = {t.name: await stack.enter_async_context(_opened(t)) for t in found}
        for number in range(rounds + 1):
            for kind, said in KINDS.items():
                for name, stream in streams.items():
                    taken = await _round_trips(stream, said, frames)
                    times[kind, name] += taken if number else []  # the first warms up
    return times


def table(times: Times) -> Iterable[str]:
    """Milliseconds, beside the direct way."""
    yield "| frame | through | median ms | 99 % within ms | median more than direct |"
    yield "|---|---|---|---|---|"
    for (kind, name), taken in times.items():
        middle, worst = median(taken) * 1e3, quantiles(taken, n=100)[98] * 1e3
        more = "" if name == DIRECT else f"{middle - median(times[kind, DIRECT]) * 1e3:.2f}"
        yield f"| {kind} | {name} | {middle:.2f} | {worst:.2f} | {more} |"


_HOW = """
Goal: at most 0.5 ms more than direct for a frame without a prompt. There and back through one open
WebSocket, one frame after the other; {frames} frames in {rounds} rounds of turns, on {processors}
processors. `.venv/bin/python -m bench.sockets` measures this chapter alone."""


def chapter() -> Iterable[str]:
    with targets() as found, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        yield from table(runner.run(measure(found, ROUNDS, FRAMES)))
    facts = {"rounds": ROUNDS, "frames": ROUNDS * FRAMES, "processors": os.cpu_count()}
    yield _HOW.format(**facts)


if __name__ == "__main__":
    print_chapter(TITLE, chapter)
