"""
What is no AI, on its way past us: `python -m bench.passing [--write]`.

Behind the Squid that we ship it never enters the gateway; without a front it passes through it
unread. Each is measured beside its like: plain Squid, and mitmproxy told to leave the host alone.
"""

from __future__ import annotations

import os
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median

from bench import squids
from bench.chapters import print_chapter
from bench.crowd import FETCH, OPEN, Job, crowd
from bench.gateway import Target, free_port, mitmdump, promptwacht, service
from bench.report import BARE, OURS

TITLE = "What is no AI"
SITE = "www.kortenberg.be"
ROUNDS, SECONDS = 5, 1.0
PROCESSES, CONNECTIONS = 2, 8
"""Processes of clients, and connections of each at once."""
DEEDS = {OPEN: "new HTTPS connections/s", FETCH: "MB/s, HTTPS"}
PAIRS = ((squids.FRONT, squids.PLAIN), (OURS, BARE))
"""Ours, and what it is compared with."""


@dataclass(frozen=True, slots=True)
class Measured:
    """How many connections or megabytes a second, and processor milliseconds of the proxy each."""

    per_second: float
    cpu: float


type Kept = dict[tuple[str, str], list[Measured]]
"""By deed and proxy."""


@contextmanager
def _proxies() -> Iterator[list[tuple[Target, str]]]:
    """Each with where the site is for it: some have a proxy of the service's behind them."""
    own = free_port()
    ignored = ("--ignore-hosts", SITE.replace(".", r"\."))
    with (
        service(own) as (direct, folder),
        mitmdump(direct, folder, ignored) as bare,
        promptwacht(direct, folder) as ours,
    ):
        found = [(bare, f"{SITE}:443"), (ours, f"{SITE}:443")]
        if squids.program() is None:
            print("no Squid on this machine: without a front", file=sys.stderr)
            yield found
            return
        with squids.alone(SITE, own) as plain, squids.in_front(ours, SITE, own) as front:
            yield [(plain, f"{SITE}:{own}"), (front, f"{SITE}:{own}"), *found]


def measured(proxy: Target, authority: str, deed: str) -> Measured:
    """One proxy in one window. Raises `RuntimeError` when a connection fails."""
    job = Job(
        deed=deed, port=proxy.port, authority=authority, connections=CONNECTIONS, seconds=SECONDS
    )
    with crowd([job] * PROCESSES) as go:
        before = proxy.cpu_seconds()
        done = go()
        return Measured(done.per_second, (proxy.cpu_seconds() - before) * 1000 / done.count)


def measure(found: list[tuple[Target, str]], rounds: int) -> Kept:
    """In turns: what else the machine does hits all alike."""
    kept: Kept = defaultdict(list)
    for number in range(rounds):
        print(f"round {number + 1} of {rounds}", file=sys.stderr)
        for deed in DEEDS:
            for proxy, authority in found:
                kept[deed, proxy.name].append(measured(proxy, authority, deed))
    return kept


def table(kept: Kept) -> Iterable[str]:
    """Ours beside its like; the ratio is the median of those of the rounds."""
    yield (
        "| what | through | beside | ours | theirs | ratio, median of rounds | CPU ms each, ours "
        "| theirs |"
    )
    yield "|---|---|---|---|---|---|---|---|"
    for ours, like in PAIRS:
        for deed, what in DEEDS.items():
            if rounds := kept.get((deed, ours)):
                yield f"| {what} | {ours} | {like} | {_cells(rounds, kept[deed, like])} |"


def _cells(ours: list[Measured], like: list[Measured]) -> str:
    ratio = median(a.per_second / b.per_second for a, b in zip(ours, like, strict=True))
    rates = [f"{median(each.per_second for each in rounds):,.0f}" for rounds in (ours, like)]
    costs = [f"{median(each.cpu for each in rounds):.2f}" for rounds in (ours, like)]
    return " | ".join((rates[0], rates[1], f"{ratio:.2f}", *costs))


_HOW = """
Goals: with Squid in front at least 0.95 times plain Squid; without a front 1.8 times the new
connections of mitmproxy that passes the host on (`--ignore-hosts`). {clients} clients in
{processes} processes; {rounds} rounds in turns on {processors} processors, which clients, proxies
and the site share.

- A new connection is a CONNECT, a TLS handshake with the site, a small request and its answer.
  Clients and the site have the larger part of that work, so the CPU of the proxy tells more.
- Squid goes to the site itself; mitmproxy and promptwacht go through one more proxy, both alike.
- `.venv/bin/python -m bench.passing` measures this chapter alone."""


def chapter() -> Iterable[str]:
    with _proxies() as found:
        yield from table(measure(found, ROUNDS))
    yield _HOW.format(
        clients=PROCESSES * CONNECTIONS,
        processes=PROCESSES,
        rounds=ROUNDS,
        processors=os.cpu_count(),
    )


if __name__ == "__main__":
    print_chapter(TITLE, chapter)
