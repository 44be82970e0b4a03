"""
Files through the gateway, and everybody else meanwhile: `.venv/bin/python -m bench.uploads`.

Each file is announced and put as ChatGPT's page does it; its time runs from its first byte to the
answer, so with reading in the cage and judging; where something is found, that is a refusal.

For everybody else, small prompts are sent at a steady pace, in turns with nothing else under way
and with four uploads under way all the time: what else the machine does hits both alike.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

import uvloop

from bench.client import CONVERSATION, Stream, Workload, asked, connection, exchange
from bench.fake_upstream import FILE
from bench.gateway import Target, gateway
from bench.papers import PAPERS

TITLE = "Files"
UPLOADS = 4
"""At once."""
PACE = 0.02
"""Seconds between two prompts; fewer pass when one takes longer."""
WINDOW = 6.0
"""Seconds of one turn."""
_ANNOUNCEMENT = Workload(
    "announcement", "/backend-api/files", b'{"file_name":"nota","file_size":1}'
)


@dataclass(slots=True)
class Uploads:
    """What was measured; seconds."""

    papers: dict[str, list[float]] = field(default_factory=dict)
    alone: list[float] = field(default_factory=list)
    """Prompts while nothing else was under way."""
    beside: list[float] = field(default_factory=list)
    """Prompts beside uploads."""
    answered: int = 0
    """Uploads beside those prompts, whatever the verdict."""
    again: int = 0
    """Of those, how many were asked to try again."""


def put(content: bytes) -> bytes:
    """The request that puts a file."""
    return Workload("put", f"/{FILE}", content, "PUT", "application/octet-stream").request()


def variants(count: int) -> dict[str, list[bytes]]:
    """`count` documents of each kind, all different."""
    return {name: [put(make(number)) for number in range(count)] for name, make in PAPERS.items()}


async def one_by_one(stream: Stream, requests: Sequence[bytes]) -> list[float]:
    """Seconds for each file, with nothing else under way."""
    times = []
    for request in requests:
        start = time.perf_counter()
        await asked(stream, request)
        times.append(time.perf_counter() - start)
    return times


async def prompts(stream: Stream, seconds: float) -> list[float]:
    """Seconds for each of the small prompts of one window."""
    request, times = CONVERSATION.request(), []
    end = time.perf_counter() + seconds
    while (start := time.perf_counter()) < end:
        await exchange(stream, request)
        times.append(took := time.perf_counter() - start)
        await asyncio.sleep(max(0.0, PACE - took))
    return times


async def uploading(target: Target, files: Iterator[bytes], told: Uploads) -> None:
    """One file after the other, until cancelled."""
    async with connection(target) as stream:
        await exchange(stream, _ANNOUNCEMENT.request())
        for request in files:
            await asked(stream, request)
            told.answered += 1


async def measure(target: Target, rounds: int, turns: int) -> Uploads:
    """The promises about files, on one gateway."""
    told = Uploads()
    papers = variants(rounds + 1)
    async with connection(target) as stream:
        await exchange(stream, _ANNOUNCEMENT.request())
        for name, requests in papers.items():
            told.papers[name] = (await one_by_one(stream, requests))[1:]
        await prompts(stream, 0.5)
        fresh = _fresh(itertools.count(rounds + 1), turns)
        for _ in range(turns):
            told.alone += await prompts(stream, WINDOW)
            workers = [asyncio.create_task(uploading(target, fresh, told)) for _ in range(UPLOADS)]
            await asyncio.sleep(0.5)
            told.beside += await prompts(stream, WINDOW)
            for worker in workers:
                worker.cancel()
            await asyncio.gather(*workers, return_exceptions=True)
            await asyncio.sleep(3.0)  # until what was under way is over
    told.again = _asked_again(target)
    return told


def _fresh(numbers: Iterator[int], turns: int) -> Iterator[bytes]:
    """New documents of all kinds in turn, made beforehand: making one takes a while."""
    count = turns * int(WINDOW) * 2
    made = [put(make(next(numbers))) for _ in range(count) for make in PAPERS.values()]
    return iter(made)


def _asked_again(target: Target) -> int:
    """How many incidents say that there was no room."""
    folder = target.ca_file.parents[1] / "incidents"
    lines = [line for day in folder.glob("*.jsonl") for line in day.read_text().splitlines()]
    return sum(json.loads(line)["event"].get("reason") == "busy" for line in lines)


def percentile(times: Sequence[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


def markdown(told: Uploads) -> Iterator[str]:
    """The figures as a chapter of the page."""
    yield from (_HEAD, "| file | median ms | worst ms |", "|---|---|---|")
    for name, times in told.papers.items():
        yield f"| {name} | {median(times) * 1e3:.0f} | {max(times) * 1e3:.0f} |"
    yield "\n| a small prompt | median ms | 99 % within ms | worst ms | prompts |"
    yield "|---|---|---|---|---|"
    for name, times in (("alone", told.alone), (f"beside {UPLOADS} uploads", told.beside)):
        figures = (median(times), percentile(times, 0.99), max(times))
        yield f"| {name} | {' | '.join(f'{f * 1e3:.1f}' for f in figures)} | {len(times)} |"
    yield _FOOT.format(answered=told.answered, again=told.again, processors=os.cpu_count())


_HEAD = """Sent through the gateway as ChatGPT's page sends them, each file new: from its first byte
to the answer, so with reading in the cage, judging and sending it on.
"""

_FOOT = """
On {processors} processors; meanwhile {answered} files were answered, and {again} of them asked to
try again because all readers were busy for too long. `.venv/bin/python -m bench.uploads` measures
this chapter alone, `.venv/bin/python -m bench.reading` how much of it is reading in the cage.

- Most of the time of a docx or a sheet is judging its text, some 2 to 4 microseconds a character
  (`bench/detection.py`); of a screenshot it is OCR.
- Prompts and files share the detectors: a long text never has the last one. Readers and detectors
  stand back as sessions, not just as processes (`proxy/priority.py`). Without either the slowest
  hundredth of small prompts took a second beside four uploads.
- Both rows of the second table are windows of six seconds in turns, so what else the machine does
  hits both.
"""


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.uploads", description=__doc__)
    parser.add_argument("--rounds", type=int, default=9, help="of each document")
    parser.add_argument("--turns", type=int, default=3, help="of small prompts")
    args = parser.parse_args()
    with gateway() as target, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        told = runner.run(measure(target, args.rounds, args.turns))
    print("\n".join(markdown(told)))


if __name__ == "__main__":
    main()
