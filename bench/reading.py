"""
What it costs to read a document in a cage: `.venv/bin/python -m bench.reading [--rounds N]`.

From the call in the gateway to the contents, so with the fork, the cage, the way there and back.
"direct" is the same reader in this process. Medians; other work on the machine moves them, and
moves the processor time of the server and its children less.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import time
from pathlib import Path
from statistics import median

import structlog
import uvloop

from bench.papers import PAPERS
from policy.documents.interface import UnreadError
from proxy.installed_reader import InstalledReader
from proxy.reading_room import ReadingRoom
from proxy.tuning import tune_process

LINE = "Beste Jan Peeters, uw dossier over de Molenstraat 12 in Kortenberg is klaar.\n"


def documents() -> dict[str, bytes]:
    return {
        "a line of text": LINE.encode(),
        "100 kB of text": LINE.encode() * 1300,
        "5 MB of text": LINE.encode() * 60_000,
        "a table of 20,000 cells": ("Peeters;Jan;1980;3070\n" * 5000).encode(),
        **{name: make(1) for name, make in PAPERS.items()},
    }


def processor_ms() -> float:
    """Of all children of this process, with those that they have buried."""
    ticks = 0
    for task in Path("/proc/self/task").iterdir():
        for pid in (task / "children").read_text().split():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += sum(map(int, fields[11:15]))
    return ticks * 1000 / os.sysconf("SC_CLK_TCK")


async def caged(room: ReadingRoom, raw: bytes, rounds: int) -> str:
    times = []
    before = processor_ms()
    for _ in range(rounds):
        start = time.perf_counter()
        try:
            await room.read(raw)
        except UnreadError as unread:
            return unread.reason
        times.append(time.perf_counter() - start)
    spent = (processor_ms() - before) / rounds
    return f"{median(times) * 1000:>12.2f}{spent:>12.2f}"


def direct(reader: InstalledReader, raw: bytes, rounds: int) -> str:
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        try:
            reader(raw)
        except UnreadError as unread:
            return unread.reason
        times.append(time.perf_counter() - start)
    return f"{median(times) * 1000:.2f}"


async def others(room: ReadingRoom, raw: bytes, readings: int) -> tuple[float, float, float]:
    """Milliseconds that a turn of the loop takes, while so many documents are read at once."""
    reading = asyncio.gather(*(room.read(raw) for _ in range(readings)))
    turns = []
    end = time.perf_counter() + 1.0
    while not reading.done() if readings else time.perf_counter() < end:
        start = time.perf_counter()
        await asyncio.sleep(0.001)
        turns.append((time.perf_counter() - start) * 1000)
    await reading
    turns.sort()
    return turns[len(turns) // 2], turns[int(len(turns) * 0.99)], turns[-1]


async def measure(rounds: int) -> None:
    reader = InstalledReader()
    room = ReadingRoom(reader, processes=4, deadline_seconds=60)
    start = time.perf_counter()
    await room.start()
    try:
        await room.ready()
        print(f"ready after {time.perf_counter() - start:.2f} s, load {os.getloadavg()[0]:.1f}")
        reader.warm()
        print(f"{'ms, median':<26}{'direct':>12}{'caged':>12}{'processor':>12}")
        for name, raw in documents().items():
            fewer = rounds if len(raw) < 20_000 else max(1, rounds // 10)
            told = direct(reader, raw, fewer), await caged(room, raw, fewer)
            print(f"{name:<26}{told[0]:>12}{told[1]:>12}")
        big = documents()["a table of 20,000 cells"]
        print(f"\n{'a turn of 1 ms, in ms':<26}{'median':>12}{'99 %':>12}{'longest':>12}")
        for readings in (0, 4):
            turns = await others(room, big * 5, readings)
            print(f"{f'{readings} documents at once':<26}" + "".join(f"{t:>12.2f}" for t in turns))
    finally:
        await room.close()


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.reading", description=__doc__)
    parser.add_argument("--rounds", type=int, default=100, help="of each document")
    args = parser.parse_args()
    tune_process()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(measure(args.rounds))


if __name__ == "__main__":
    main()
