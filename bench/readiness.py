"""
How long a gateway takes from its start until it can judge: `python -m bench.readiness [--write]`.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from bench.chapters import print_chapter
from bench.gateway import READY, REPOSITORY, Target, free_port, gateway_settings, service

TITLE = "From start to ready"
STARTS = 10


@contextmanager
def _started(upstream: Target, state: Path) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "proxy", "gateway"],
        cwd=REPOSITORY,
        env=dict(os.environ) | gateway_settings(upstream, state, free_port()),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        process.wait(30)


def seconds_to_ready(upstream: Target, state: Path) -> float:
    """One start and one end. Raises `RuntimeError` when it ends without ever being ready."""
    start = time.perf_counter()
    with _started(upstream, state) as process:
        for line in process.stdout or ():
            if READY in line:
                return time.perf_counter() - start
    raise RuntimeError("the gateway was never ready")


def table(first: float, further: list[float]) -> Iterable[str]:
    """Seconds."""
    yield "| start | median s | fastest s | slowest s |"
    yield "|---|---|---|---|"
    yield f"| the first, with an empty state folder | {first:.2f} |  |  |"
    cells = (median(further), min(further), max(further))
    yield f"| further ones, {len(further)} | {' | '.join(f'{each:.2f}' for each in cells)} |"


_HOW = """
Goal: ready in 3 s. From the start of `promptwacht gateway` to its line that it is ready, which it
prints when the first detector has found what it must find; on {processors} processors. The first
start also makes the CA, and compiles patterns that further ones find in the state folder.
`.venv/bin/python -m bench.readiness` measures this chapter alone."""


def chapter() -> Iterable[str]:
    with service() as (upstream, folder):
        state = folder / "state"
        first = seconds_to_ready(upstream, state)
        yield from table(first, [seconds_to_ready(upstream, state) for _ in range(STARTS)])
    yield _HOW.format(processors=os.cpu_count())


if __name__ == "__main__":
    print_chapter(TITLE, chapter)
