"""
Processor time of a request beside bare mitmproxy, in many short rounds: `python -m bench.cpu
[--write]`.

A machine that others use, too, may be twice as slow a minute later; a pair of short rounds, one
after the other, sees it at one speed.
"""

from __future__ import annotations

import asyncio
import os
from collections import defaultdict
from collections.abc import Iterable
from statistics import median, quantiles

import uvloop

from bench.chapters import print_chapter
from bench.client import CONVERSATION, TELEMETRY, throughput
from bench.gateway import Target, targets
from bench.report import BARE, OURS

TITLE = "Processor time, in pairs"
ROUNDS, REQUESTS, CONNECTIONS = 30, 400, 16

type Seconds = dict[tuple[str, str], list[float]]
"""Processor seconds of a request in each round, by workload and target."""


async def measure(found: list[Target], rounds: int, requests: int) -> Seconds:
    """The pairs take turns in who is first."""
    taken: Seconds = defaultdict(list)
    for number in range(rounds + 1):
        for workload in (TELEMETRY, CONVERSATION):
            for target in found if number % 2 else reversed(found):
                _, cpu = await throughput(target, workload, requests, CONNECTIONS)
                taken[workload.name, target.name] += [cpu] if number else []  # the first warms up
    return taken


def table(taken: Seconds) -> Iterable[str]:
    """Milliseconds, and the middle half of what the pairs say."""
    yield "| request | mitmdump, ms | promptwacht, ms | times mitmdump | middle half of the pairs |"
    yield "|---|---|---|---|---|"
    for workload in dict.fromkeys(workload for workload, _ in taken):
        bare, ours = taken[workload, BARE], taken[workload, OURS]
        pairs = [ours / bare for ours, bare in zip(ours, bare, strict=True)]
        low, middle, high = quantiles(pairs, n=4)
        times = f"{median(bare) * 1e3:.2f} | {median(ours) * 1e3:.2f}"
        yield f"| {workload} | {times} | {middle:.2f} | {low:.2f} to {high:.2f} |"


_HOW = """
Goals: at most 0.6 times bare mitmproxy for telemetry, at most 1.8 times for a judged prompt, all
processes together. {rounds} pairs of {requests} requests each, on {processors} processors.
`.venv/bin/python -m bench.cpu` measures this chapter alone."""


def chapter() -> Iterable[str]:
    with targets() as found, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        proxies = [target for target in found if target.pid is not None]
        yield from table(runner.run(measure(proxies, ROUNDS, REQUESTS)))
    facts = {"rounds": ROUNDS, "requests": REQUESTS, "processors": os.cpu_count()}
    yield _HOW.format(**facts)


if __name__ == "__main__":
    print_chapter(TITLE, chapter)
