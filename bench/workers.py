"""
Two workers of a gateway against one: `python -m bench.workers [--write]`.

Clients, service, event loops and detectors share this machine, so what is said of the ratio is
what the processors allow; therefore one worker is also measured with half of them.
"""

from __future__ import annotations

import os
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, fields
from statistics import median

from bench.chapters import print_chapter
from bench.client import CONVERSATION, TELEMETRY
from bench.crowd import ASK, Job, crowd
from bench.gateway import HOST, Target, promptwacht, service
from bench.process_tree import detector_seconds, machine_seconds, processor_seconds

TITLE = "Two workers"
ROUNDS = 3
PROCESSES, CONNECTIONS, SECONDS = 2, 16, 2.0
"""Processes of clients, connections of each, and how long one measurement takes."""
HALF, ONE, TWO = "1, half of the processors", "1", "2"
WORKLOADS = (CONVERSATION.name, TELEMETRY.name)


@dataclass(frozen=True, slots=True)
class Way:
    """One gateway, and the processors that it, its service and its clients have."""

    target: Target
    processors: frozenset[int]


@dataclass(frozen=True, slots=True)
class Measured:
    """Requests per second, and processor milliseconds of each request."""

    per_second: float
    loops: float
    detectors: float
    clients: float
    """And the service."""
    strangers: float
    """Whatever else this machine did meanwhile."""

    @property
    def busy(self) -> float:
        """Processors that all of ours kept busy."""
        return (self.loops + self.detectors + self.clients) * self.per_second / 1000

    @property
    def taken(self) -> float:
        """Processors that strangers kept busy."""
        return self.strangers * self.per_second / 1000


@contextmanager
def _confined(processors: frozenset[int]) -> Iterator[None]:
    """What is started in here runs on these processors only."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, processors)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


@contextmanager
def ways() -> Iterator[list[Way]]:
    """One worker with half of the processors; one, and two, with all of them."""
    everywhere = frozenset(os.sched_getaffinity(0))
    half = frozenset(sorted(everywhere)[: max(1, len(everywhere) // 2)])
    kinds = ((HALF, 1, half), (ONE, 1, everywhere), (TWO, 2, everywhere))
    with ExitStack() as stack:
        yield [_way(stack, *kind) for kind in kinds]


def _way(stack: ExitStack, name: str, workers: int, processors: frozenset[int]) -> Way:
    with _confined(processors):
        upstream, folder = stack.enter_context(service())
        target = stack.enter_context(promptwacht(upstream, folder, workers, name))
    return Way(target, processors)


def measured(way: Way, workload: str) -> Measured:
    """One way under one kind of request. Raises `RuntimeError` when one is not answered well."""
    with _confined(way.processors), crowd([_job(way.target, workload)] * PROCESSES) as go:
        before = _seconds(way.target)
        done = go()
        after = _seconds(way.target)
    each = [(b - a) * 1000 / done.count for a, b in zip(before, after, strict=True)]
    return Measured(done.per_second, *each)


def _job(target: Target, workload: str) -> Job:
    # Workers share the port by the client's address: half of these belong to each of two.
    return Job(
        deed=ASK,
        port=target.port,
        authority=f"{HOST}:443",
        workload=workload,
        ca_file=str(target.ca_file),
        connections=CONNECTIONS,
        seconds=SECONDS,
        sources=[f"127.0.0.{last}" for last in range(10, 10 + CONNECTIONS)],
    )


def _seconds(target: Target) -> tuple[float, ...]:
    """Processor seconds so far: event loops, detectors, all else that we started, strangers."""
    gateway, detectors = target.cpu_seconds(), detector_seconds(target.pid or 0)
    all_of_ours = processor_seconds(os.getpid())
    return (
        gateway - detectors,
        detectors,
        all_of_ours - gateway,
        machine_seconds() - all_of_ours,
    )


type Kept = dict[tuple[str, str], list[Measured]]
"""By workload and way."""


def measure(found: list[Way], rounds: int) -> Kept:
    """In turns: what else the machine does hits all alike."""
    kept: Kept = defaultdict(list)
    for number in range(rounds):
        print(f"round {number + 1} of {rounds}", file=sys.stderr)
        for workload in WORKLOADS:
            for way in found:
                kept[workload, way.target.name].append(measured(way, workload))
    return kept


def table(kept: Kept, processors: int) -> Iterable[str]:
    """Requests, what each costs, and how much two workers are more than one."""
    yield (
        "| request | workers | requests/s | times the first | CPU ms each: event loops | detectors "
        "| clients and service | processors busy | with other work |"
    )
    yield "|---|---|---|---|---|---|---|---|---|"
    for (workload, name), rounds in kept.items():
        m, rate = _middle(rounds), _middle(kept[workload, HALF]).per_second
        yield (
            f"| {workload} | {name} | {m.per_second:,.0f} | {m.per_second / rate:.2f} "
            f"| {m.loops:.2f} | {m.detectors:.2f} | {m.clients:.2f} | {m.busy:.2f} "
            f"| {m.taken:.2f} |"
        )
    yield ""
    for workload in WORKLOADS:
        one, two = (_middle(kept[workload, name]) for name in (ONE, TWO))
        most = (processors - two.taken) / one.busy
        yield (
            f"- {workload}: two workers did {two.per_second / one.per_second:.2f} times what one "
            f"did. One kept {one.busy:.2f} of {processors} processors busy, and other work "
            f"{two.taken:.2f} beside the two, so more than {most:.2f} times was not to be had."
        )


def _middle(rounds: list[Measured]) -> Measured:
    figures = [field.name for field in fields(Measured)]
    return Measured(*(median(getattr(each, figure) for each in rounds) for figure in figures))


_HOW = """
Goal: two workers do 1.7 times what one does. {clients} connections from {processes} processes of
clients; median of {rounds} rounds in turns on {processors} processors, which clients, service,
event loops and detectors share.

- A worker is one event loop, which is busy on one processor, and its detectors, which use others.
  On two processors one worker already leaves little idle: then the ratio tells how many
  processors there are. The last columns, and the lines below the table, say how much that was.
- *Half of the processors* binds one worker, its service and its clients to them: two workers
  with all against that is what a second worker adds where there are processors for it, and is
  less than 2 by what the workers cost each other.
- `.venv/bin/python -m bench.workers` measures this chapter alone."""


def chapter() -> Iterable[str]:
    processors = len(os.sched_getaffinity(0))
    with ways() as found:
        yield from table(measure(found, ROUNDS), processors)
    yield _HOW.format(
        clients=PROCESSES * CONNECTIONS, processes=PROCESSES, rounds=ROUNDS, processors=processors
    )


if __name__ == "__main__":
    print_chapter(TITLE, chapter)
