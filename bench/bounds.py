"""
What an attacker can make of the gateway's memory: `.venv/bin/python -m bench.bounds [MEGABYTES]`.

One gateway as it is shipped; each case in turns sends too much of something, while a light client
goes on with small requests. Prints the growth of resident memory at its peak, of the gateway with
all of its processes, over a warmed-up baseline, and how long the light client waited meanwhile.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import uvloop

from bench.attacks import ATTACKS, Attack
from bench.client import TELEMETRY, connection, exchange
from bench.gateway import Target, gateway

MB = 1024 * 1024
_BETWEEN = 0.01
"""Seconds between two requests of the light client."""
_QUIET_SECONDS = 5.0
"""A window of the light client alone, to compare with."""
MEGABYTES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one case did."""

    name: str
    growth: float
    """Megabytes at the peak."""
    seconds: float
    waits: list[float]
    """Seconds of each request of the light client."""

    def wait(self, share: float) -> float:
        """Milliseconds within which this share of the light client's requests was answered."""
        ordered = sorted(self.waits)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _tree(pid: int) -> list[int]:
    """`pid` and all below it; detectors have sessions of their own."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(each for child in children for each in _tree(int(child)))]


def _resident(pid: int, field: str) -> int:
    """Bytes of resident memory: `VmRSS` now, `VmHWM` at its peak (proc_pid_status(5))."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{field}:"))


def forget_peaks(pids: list[int]) -> None:
    """From here on `VmHWM` counts anew (proc_pid_clear_refs(5))."""
    for pid in pids:
        with contextlib.suppress(OSError):
            Path(f"/proc/{pid}/clear_refs").write_text("5")


async def _light(target: Target, waits: list[float]) -> None:
    request = TELEMETRY.request()
    async with connection(target) as stream:
        while True:
            start = time.perf_counter()
            await exchange(stream, request)
            waits.append(time.perf_counter() - start)
            await asyncio.sleep(_BETWEEN)


async def measured(target: Target, name: str, doing: Callable[[], Awaitable[None]]) -> Outcome:
    """What happens to memory and to others while `doing` goes on."""
    if target.pid is None:
        raise RuntimeError("this target has no process to look at")
    waits: list[float] = []
    light = asyncio.create_task(_light(target, waits))
    await asyncio.sleep(0.5)
    pids = _tree(target.pid)
    forget_peaks(pids)
    before = {pid: _resident(pid, "VmRSS") for pid in pids}
    start = time.perf_counter()
    await doing()
    seconds = time.perf_counter() - start
    await asyncio.sleep(0.5)
    # The peak of each process for itself: all together never had more.
    growth = sum(_resident(pid, "VmHWM") - before.get(pid, 0) for pid in _tree(target.pid))
    light.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await light
    return Outcome(name=name, growth=growth / MB, seconds=seconds, waits=waits or [seconds])


async def measure(target: Target, megabytes: int, attacks: tuple[Attack, ...]) -> list[Outcome]:
    """Every case, after each has been there once in small, and a window without any."""
    for attack in attacks:
        await attack.run(target, 2)
    await measured(target, "warm", lambda: asyncio.sleep(1))
    outcomes = [await measured(target, "nothing", lambda: asyncio.sleep(_QUIET_SECONDS))]
    for attack in attacks:
        size = megabytes * attack.times
        doing = functools.partial(attack.run, target, size)
        outcomes.append(await measured(target, f"{size} MB {attack.name}", doing))
        await asyncio.sleep(1)
    return outcomes


def markdown(outcomes: list[Outcome]) -> list[str]:
    """The table of the documentation."""
    lines = [
        "| case | memory grew by, MB | seconds | others: median ms | 99 % within ms | worst ms |",
        "|---|---|---|---|---|---|",
    ]
    return lines + [
        f"| {o.name} | {o.growth:.1f} | {o.seconds:.1f} | {o.wait(0.5):.1f} | {o.wait(0.99):.1f} "
        f"| {o.wait(1):.1f} |"
        for o in outcomes
    ]


def main() -> None:
    megabytes = int(sys.argv[1]) if len(sys.argv) > 1 else MEGABYTES
    with gateway() as target, contextlib.suppress(KeyboardInterrupt):
        print("\n".join(markdown(uvloop.run(measure(target, megabytes, ATTACKS)))))


if __name__ == "__main__":
    main()
