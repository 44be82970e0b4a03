"""
What a process and all below it use: processor time and memory, from `/proc` (proc(5)).
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_PARENT, _UTIME, _CSTIME, _RESIDENT = 1, 11, 14, 21
"""Fields of `/proc/<pid>/stat` after the command's name."""


def _tree(root: int) -> dict[int, list[str]]:
    """The fields of `root` and of all below it, by pid; detectors have sessions of their own."""
    stats: dict[int, list[str]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            stats[int(stat.parent.name)] = stat.read_text().rpartition(")")[2].split()
    tree = {root}
    while grown := {pid for pid, fields in stats.items() if int(fields[_PARENT]) in tree} - tree:
        tree |= grown
    return {pid: stats[pid] for pid in tree if pid in stats}


def processes(root: int) -> list[int]:
    """`root` and all below it."""
    return list(_tree(root))


def processor_seconds(root: int) -> float:
    """Processor time so far, children that ended included."""
    return sum(map(_seconds, _tree(root).values()))


def detector_seconds(root: int) -> float:
    """Of that, what the detectors that live took."""
    return sum(_seconds(each) for pid, each in _tree(root).items() if _is_detector(pid))


def machine_seconds() -> float:
    """Processor time of everybody on this machine, and what its host took away (proc_stat(5))."""
    user, nice, system, _, _, irq, softirq, stolen = map(
        int, Path("/proc/stat").read_text().split()[1:9]
    )
    return (user + nice + system + irq + softirq + stolen) / _TICKS


def resident_bytes(root: int) -> int:
    """Resident memory; what processes share counts for each."""
    return sum(int(each[_RESIDENT]) for each in _tree(root).values()) * _PAGE


def _seconds(fields: list[str]) -> float:
    return sum(map(int, fields[_UTIME : _CSTIME + 1])) / _TICKS


def _is_detector(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return b"proxy.detection_worker" in Path(f"/proc/{pid}/cmdline").read_bytes()
    return False
