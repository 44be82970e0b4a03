"""
Connections rather than requests: how fast new ones are opened, what idle ones weigh, and what
others wait while two clients send prompts that cost much. Beside bare mitmproxy, in one run:
`python -m bench.connections [--write]`.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

import uvloop

from bench.chapters import print_chapter
from bench.client import (
    CONVERSATION,
    PATH,
    PROMPT,
    TELEMETRY,
    Stream,
    Workload,
    connection,
    exchange,
    throughput,
    tunnel,
    turn,
    unverified,
)
from bench.gateway import REPOSITORY, Target, targets
from bench.process_tree import resident_bytes
from bench.report import BARE, OURS
from policy.judge import scan
from proxy.installed_detector import installed_detector

TITLE = "Connections"

type Opening = Callable[[Target], AbstractAsyncContextManager[Stream]]

PASSED = "www.kortenberg.be"
"""No AI: passed on unread. Bare mitmproxy is told to do the same for it."""
NEW, AT_ONCE, IDLE = 240, 8, 400
COSTLY_CLIENTS, COST = 2, 0.02
"""Clients who send prompts all the time, and processor seconds that judging one of those takes."""
SECONDS, BETWEEN = 4.0, 0.01
"""A window of somebody else's small requests, and the pause after each."""
ROUNDS = 3


@dataclass
class Figures:
    """Figures of each target, by name, over the rounds."""

    kept: dict[tuple[str, str], list[float]] = field(default_factory=lambda: defaultdict(list))

    def add(self, what: str, target: Target, value: float) -> None:
        self.kept[what, target.name].append(value)

    def markdown(self) -> list[str]:
        lines = [f"| what | {BARE} | {OURS} | ratio |", "|---|---|---|---|"]
        for what in dict.fromkeys(what for what, _ in self.kept):
            bare, ours = (self.kept.get((what, name), []) for name in (BARE, OURS))
            cells = [f"{median(each):,.1f}" if each else "" for each in (bare, ours)]
            ratio = f"{median(ours) / median(bare):.2f}" if bare and ours else ""
            lines.append(f"| {what} | {cells[0]} | {cells[1]} | {ratio} |")
        return lines


@asynccontextmanager
async def _passing(target: Target) -> AsyncIterator[Stream]:
    """A tunnel to a site that is nobody's business."""
    async with tunnel(target.port, f"{PASSED}:443", unverified()) as stream:
        yield stream


async def new_per_second(target: Target, count: int, opening: Opening) -> float:
    """Connections opened, used once, and closed."""
    waiting = iter(range(count))

    async def some() -> None:
        for _ in waiting:
            async with opening(target) as stream:
                await exchange(stream, TELEMETRY.request())

    start = time.perf_counter()
    await asyncio.gather(*(some() for _ in range(AT_ONCE)))
    return count / (time.perf_counter() - start)


async def kilobytes_each(target: Target, count: int, opening: Opening) -> float:
    """What one more idle connection weighs."""
    if target.pid is None:
        return 0.0
    async with AsyncExitStack() as opened:
        for _ in range(40):
            await opened.enter_async_context(opening(target))
        before = resident_bytes(target.pid)
        for _ in range(count):
            stream = await opened.enter_async_context(opening(target))
            await exchange(stream, TELEMETRY.request())
        await asyncio.sleep(1)
        return (resident_bytes(target.pid) - before) / count / 1024


def costly() -> Workload:
    """A prompt that this machine's detector looks at for `COST`."""
    detector = installed_detector(REPOSITORY / "config", Path("/nowhere"), makes_cache=False)
    times = []
    for _ in range(9):
        start = time.process_time()
        scan([f"{PROMPT} " * 10], detector)
        times.append(time.process_time() - start)
    return Workload("costly prompt", PATH, turn(f"{PROMPT} " * round(10 * COST / median(times))))


async def others_wait(target: Target, beside: bytes | None) -> dict[str, float]:
    """
    Milliseconds within which 99 % of somebody's small requests were answered, by kind, while other
    people send `beside`.
    """
    senders = [
        asyncio.create_task(_sending(target, f"127.0.0.{20 + number}", beside))
        for number in range(COSTLY_CLIENTS if beside else 0)
    ]
    times: dict[str, list[float]] = defaultdict(list)
    async with connection(target) as stream:
        until = time.perf_counter() + SECONDS
        while time.perf_counter() < until:
            for kind in (CONVERSATION, TELEMETRY):
                start = time.perf_counter()
                await exchange(stream, kind.request())
                times[kind.name].append(time.perf_counter() - start)
                await asyncio.sleep(BETWEEN)
    for sender in senders:
        sender.cancel()
    ended = await asyncio.gather(*senders, return_exceptions=True)
    if any(isinstance(each, Exception) for each in ended):
        raise RuntimeError("a costly prompt was not answered")
    return {name: quantiles(taken, n=100)[98] * 1000 for name, taken in times.items()}


async def _sending(target: Target, source: str, request: bytes) -> None:
    """One after the other, until cancelled."""
    async with connection(target, source) as stream:
        while True:
            await exchange(stream, request)


async def measure(found: list[Target], rounds: int) -> Figures:
    """In turns: what else the machine does hits them alike."""
    figures, costly_prompt = Figures(), costly().request()
    for target in found:
        await throughput(target, CONVERSATION, 200, 8)  # warm caches and code paths
    for target in found:
        figures.add("kB for each idle passed tunnel", target,
                    await kilobytes_each(target, IDLE, _passing))  # fmt: skip
        figures.add("kB for each idle decrypted tunnel", target,
                    await kilobytes_each(target, IDLE, connection))  # fmt: skip
    for number in range(rounds):
        print(f"round {number + 1} of {rounds}", file=sys.stderr)
        for target in found:
            figures.add("new decrypted connections/s", target,
                        await new_per_second(target, NEW, connection))  # fmt: skip
            figures.add("new passed connections/s", target,
                        await new_per_second(target, NEW, _passing))  # fmt: skip
            alone = await others_wait(target, None)
            for kind, wait in alone.items():
                figures.add(f"99 % of others' {kind}, ms, alone", target, wait)
            if target.name == OURS:
                for kind, wait in (await others_wait(target, costly_prompt)).items():
                    figures.add(f"… beside {COSTLY_CLIENTS} costly clients, {kind}", target, wait)
                    figures.add(f"… added, {kind}", target, wait - alone[kind])
    return figures


_HOW = """
Goals: 1.5 times the new decrypted connections of bare mitmproxy and 1.8 times the passed ones; at
most 190 kB for an idle decrypted one and 45 kB for a passed one; at most 15 ms more for 99 % of
other people's small requests while {costly} clients send one prompt after the other, each of which
costs {cost:.0f} ms of detection. Median of {rounds} rounds in turns on {processors} processors;
memory was measured once. *Passed* is a site that is no AI; bare mitmproxy is told to leave it
alone. `.venv/bin/python -m bench.connections` measures this chapter alone."""


def chapter() -> Iterable[str]:
    with (
        targets(bare_options=("--ignore-hosts", PASSED.replace(".", r"\."))) as found,
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        proxies = [target for target in found if target.pid is not None]
        yield from runner.run(measure(proxies, ROUNDS)).markdown()
    yield _HOW.format(
        costly=COSTLY_CLIENTS, cost=COST * 1000, rounds=ROUNDS, processors=os.cpu_count()
    )


if __name__ == "__main__":
    print_chapter(TITLE, chapter)
