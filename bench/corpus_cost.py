"""
What hostile files cost, each read in a process of its own with the limits of the cage:
`.venv/bin/python -m bench.corpus_cost` prints them as lines of JSON.
"""

from __future__ import annotations

import json
import os
import resource
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass

from policy.documents.interface import UnreadError
from proxy.installed_reader import InstalledReader
from proxy.reading_cage import address_space
from tests.policy.documents.corpus_hostile import HOSTILE

MB = 1024 * 1024
SECONDS = 5
MEMORY = 1024 * MB


@dataclass(frozen=True, slots=True)
class Cost:
    """Of reading one file."""

    outcome: str
    """`read`, the reason why not, or how the process died."""
    seconds: float
    """Of processor time."""
    megabytes: float
    """At most, beyond what every reader has to begin with."""


def cost_of(reader: InstalledReader, raw: bytes) -> Cost:
    """Read `raw` in a child with the limits of the cage. `reader` must be warm."""
    ours, theirs = os.pipe()
    before = _resident()
    child = os.fork()
    if child == 0:
        os.close(ours)
        _live(reader, raw, theirs)
    os.close(theirs)
    told = b"".join(iter(lambda: os.read(ours, 4096), b"")).decode()
    os.close(ours)
    _, status, usage = os.wait4(child, 0)
    code = os.waitstatus_to_exitcode(status)
    return Cost(
        told or f"died ({code})",
        usage.ru_utime + usage.ru_stime,
        max(0.0, usage.ru_maxrss / 1024 - before),
    )


def _live(reader: InstalledReader, raw: bytes, told: int) -> None:
    code = 1
    try:
        space = address_space() + MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (space, space))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        os.write(told, _outcome(reader, raw).encode())
        code = 0
    finally:
        os._exit(code)


def _outcome(reader: InstalledReader, raw: bytes) -> str:
    try:
        reader(raw)
    except UnreadError as unread:
        return unread.reason.value
    except MemoryError:
        return "too-large"
    return "read"


def _resident() -> float:
    """Megabytes that this process has now."""
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123
        return int(file.read().split()[1]) * resource.getpagesize() / MB


def costs(makers: Mapping[str, Callable[[], bytes]]) -> Iterator[tuple[str, int, Cost]]:
    """Each file's name, its bytes, and what it costs."""
    reader = InstalledReader()
    reader.warm()
    for name, maker in makers.items():
        raw = maker()
        yield name, len(raw), cost_of(reader, raw)


if __name__ == "__main__":
    for each, size, paid in costs(HOSTILE):
        print(json.dumps({"name": each, "bytes": size, **asdict(paid)}), flush=True)
